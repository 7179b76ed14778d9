// A cluster on Azure Container Apps.
//
// Container Apps give replicas no address of their own: what goes to an app goes to any of its replicas, and silos must reach each
// other, and edges a certain silo, by address. So each silo is an app of its own, with one replica and two ports that no other has,
// in an environment inside the virtual network, at whose address silos and edges reach them all. Edges are one app, with as many
// replicas as it takes, in a second environment that the world reaches.
//
// Do not replace the image of a silo that runs: Container Apps start the new replica before they stop the old one, and two silos at
// one address turn each other out. Deploy again with other silo numbers, and delete the old apps, one after the other, when the new
// ones are ready; the README has the commands.

@description('The image, such as REGISTRY.azurecr.io/gateway:1.0.0.')
param image string

@description('The name of the container registry that has the image, in this resource group.')
param registryName string

@description('The key of the publisher "main": 16 characters or more, or sha256: and its digest in 64 hexadecimal digits.')
@minLength(16)
@secure()
param publisherKey string

@description('The key that silos and edges share and nobody else: 32 characters or more.')
@minLength(32)
@secure()
param clusterKey string

@description('The address by which readers come; without one, that of the edges.')
param publicUrl string = ''

@description('The silos, by number: each has its name and its ports by it.')
@minLength(1)
param siloNumbers int[] = [0, 1, 2]

@minValue(1)
param leastEdges int = 2

@minValue(1)
param mostEdges int = 6

param location string = resourceGroup().location

var suffix = uniqueString(resourceGroup().id)

var blobDataContributor = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
var tableDataContributor = '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
var acrPull = '7f951dda-4ed3-4680-a7ca-43fe172d538d'

// Ports of silo number N, in the container as outside it: what a silo listens at is what it tells others.
var firstHttpPort = 9000
var firstSiloPort = 11111

var readersUrl = empty(publicUrl) ? 'https://gateway-edge.${edgeEnvironment.properties.defaultDomain}' : publicUrl

var probes = [
  {
    type: 'Startup'
    httpGet: { path: '/healthz', port: 8081 }
    periodSeconds: 6
    timeoutSeconds: 5
    failureThreshold: 10
  }
  {
    type: 'Liveness'
    httpGet: { path: '/healthz', port: 8081 }
    periodSeconds: 10
    timeoutSeconds: 5
    failureThreshold: 3
  }
  {
    type: 'Readiness'
    httpGet: { path: '/readyz', port: 8081 }
    periodSeconds: 5
    timeoutSeconds: 5
    failureThreshold: 2
  }
]

// Silos know the account by the identity; there is no key that could leak.
resource storage 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: 'gateway${suffix}'
  location: location
  kind: 'StorageV2'
  sku: { name: 'Standard_ZRS' }
  properties: {
    allowBlobPublicAccess: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
  }
}

resource siloIdentity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'gateway-silo'
  location: location
}

// Edges store nothing: theirs fetches the image.
resource edgeIdentity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'gateway-edge'
  location: location
}

resource storageRoles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for role in [blobDataContributor, tableDataContributor]: {
  name: guid(storage.id, siloIdentity.id, role)
  scope: storage
  properties: {
    principalId: siloIdentity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
  }
}]

resource registry 'Microsoft.ContainerRegistry/registries@2023-07-01' existing = {
  name: registryName
}

resource siloPulls 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(registry.id, siloIdentity.id, acrPull)
  scope: registry
  properties: {
    principalId: siloIdentity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', acrPull)
  }
}

resource edgePulls 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(registry.id, edgeIdentity.id, acrPull)
  scope: registry
  properties: {
    principalId: edgeIdentity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', acrPull)
  }
}

// The gateway's alone: what passes between edges and silos is not encrypted, so connect no other network to this one.
resource network 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'gateway'
  location: location
  properties: {
    addressSpace: { addressPrefixes: ['10.42.0.0/16'] }
    subnets: [for (part, i) in ['silos', 'edges']: {
      name: part
      properties: {
        addressPrefix: '10.42.${i}.0/24'
        delegations: [
          {
            name: 'environments'
            properties: { serviceName: 'Microsoft.App/environments' }
          }
        ]
      }
    }]
  }

  resource silosSubnet 'subnets' existing = { name: 'silos' }
  resource edgesSubnet 'subnets' existing = { name: 'edges' }
}

resource logs 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: 'gateway'
  location: location
  properties: {
    retentionInDays: 30
    sku: { name: 'PerGB2018' }
  }
}

resource siloEnvironment 'Microsoft.App/managedEnvironments@2025-01-01' = {
  name: 'gateway-silos'
  location: location
  properties: {
    appLogsConfiguration: { destination: 'azure-monitor' }
    vnetConfiguration: { infrastructureSubnetId: network::silosSubnet.id, internal: true }
    workloadProfiles: [{ name: 'Consumption', workloadProfileType: 'Consumption' }]
  }
}

resource edgeEnvironment 'Microsoft.App/managedEnvironments@2025-01-01' = {
  name: 'gateway-edges'
  location: location
  properties: {
    appLogsConfiguration: { destination: 'azure-monitor' }
    vnetConfiguration: { infrastructureSubnetId: network::edgesSubnet.id, internal: false }
    workloadProfiles: [{ name: 'Consumption', workloadProfileType: 'Consumption' }]
    zoneRedundant: true
  }
}

resource siloLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'gateway'
  scope: siloEnvironment
  properties: {
    workspaceId: logs.id
    logs: [{ categoryGroup: 'allLogs', enabled: true }]
  }
}

resource edgeLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'gateway'
  scope: edgeEnvironment
  properties: {
    workspaceId: logs.id
    logs: [{ categoryGroup: 'allLogs', enabled: true }]
  }
}

resource silos 'Microsoft.App/containerApps@2025-01-01' = [for number in siloNumbers: {
  name: 'gateway-silo-${number}'
  location: location
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${siloIdentity.id}': {} }
  }
  dependsOn: [storageRoles, siloPulls]
  properties: {
    environmentId: siloEnvironment.id
    workloadProfileName: 'Consumption'
    configuration: {
      activeRevisionsMode: 'Single'
      registries: [{ server: registry.properties.loginServer, identity: siloIdentity.id }]
      secrets: [
        { name: 'publisher-key', value: publisherKey }
        { name: 'cluster-key', value: clusterKey }
      ]
      // External to the environment, that is: the environment itself is inside the network.
      ingress: {
        external: true
        transport: 'tcp'
        targetPort: firstSiloPort + number
        exposedPort: firstSiloPort + number
        additionalPortMappings: [
          {
            external: true
            targetPort: firstHttpPort + number
            exposedPort: firstHttpPort + number
          }
        ]
      }
    }
    template: {
      // Longer than the gateway's own: Gateway:Drain:Timeout for what serves, and again for the management listener.
      terminationGracePeriodSeconds: 75
      scale: { minReplicas: 1, maxReplicas: 1 }
      containers: [
        {
          name: 'gateway'
          image: image
          resources: { cpu: json('1.0'), memory: '2Gi' }
          probes: probes
          env: [
            { name: 'Gateway__Role', value: 'silo' }
            { name: 'ASPNETCORE_URLS', value: 'http://*:${firstHttpPort + number}' }
            { name: 'Gateway__Silo__Name', value: 'silo-${number}' }
            { name: 'Gateway__Silo__Host', value: siloEnvironment.properties.staticIp }
            { name: 'Gateway__Silo__Port', value: string(firstSiloPort + number) }
            { name: 'Gateway__PublicUrl', value: readersUrl }
            { name: 'Gateway__Publishers__main__Key', secretRef: 'publisher-key' }
            { name: 'Gateway__Cluster__Key', secretRef: 'cluster-key' }
            { name: 'Gateway__Storage__Provider', value: 'AzureStorage' }
            { name: 'Gateway__Storage__ConnectionString', value: storage.properties.primaryEndpoints.blob }
            // Which of its identities a container means.
            { name: 'AZURE_CLIENT_ID', value: siloIdentity.properties.clientId }
          ]
        }
      ]
    }
  }
}]

resource edges 'Microsoft.App/containerApps@2025-01-01' = {
  name: 'gateway-edge'
  location: location
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${edgeIdentity.id}': {} }
  }
  dependsOn: [edgePulls, silos]
  properties: {
    environmentId: edgeEnvironment.id
    workloadProfileName: 'Consumption'
    configuration: {
      activeRevisionsMode: 'Single'
      registries: [{ server: registry.properties.loginServer, identity: edgeIdentity.id }]
      secrets: [{ name: 'cluster-key', value: clusterKey }]
      // Its proxy ends TLS, and any request after four minutes: longer imports go in parts.
      ingress: {
        external: true
        transport: 'auto'
        targetPort: 8080
        allowInsecure: false
      }
    }
    template: {
      // Gateway:Drain:Delay, then Gateway:Drain:Timeout for what serves, and again for the management listener.
      terminationGracePeriodSeconds: 85
      scale: {
        minReplicas: leastEdges
        maxReplicas: mostEdges
        rules: [
          {
            name: 'processor'
            custom: { type: 'cpu', metadata: { type: 'Utilization', value: '70' } }
          }
        ]
      }
      containers: [
        {
          name: 'gateway'
          image: image
          resources: { cpu: json('1.0'), memory: '2Gi' }
          probes: probes
          env: [
            { name: 'Gateway__Role', value: 'edge' }
            // It learns the others from them.
            { name: 'Gateway__Origins__0', value: 'http://${siloEnvironment.properties.staticIp}:${firstHttpPort + siloNumbers[0]}' }
            { name: 'Gateway__Origins__1', value: 'http://${siloEnvironment.properties.staticIp}:${firstHttpPort + last(siloNumbers)!}' }
            { name: 'Gateway__Drain__Delay', value: '00:00:10' }
            { name: 'Gateway__Cluster__Key', secretRef: 'cluster-key' }
          ]
        }
      ]
    }
  }
}

output address string = readersUrl
