using 'main.bicep'

param image = readEnvironmentVariable('GATEWAY_IMAGE')
param registryName = readEnvironmentVariable('GATEWAY_REGISTRY')
param publisherKey = readEnvironmentVariable('GATEWAY_PUBLISHER_KEY')
param clusterKey = readEnvironmentVariable('GATEWAY_CLUSTER_KEY')

// Others than those that run, to replace these: see main.bicep.
param siloNumbers = json(readEnvironmentVariable('GATEWAY_SILOS', '[0, 1, 2]'))
