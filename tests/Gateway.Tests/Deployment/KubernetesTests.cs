using System.Globalization;
using Gateway.Grains.Silos;
using Gateway.Hosting;
using k8s.Models;

namespace Gateway.Tests.Deployment;

/// <summary><c>deploy/kubernetes</c>, for which there is no cluster here: read strictly, and held against the gateway's own settings.</summary>
public sealed class KubernetesTests
{
    private static KubernetesManifests Manifests => KubernetesManifests.Instance;

    [Theory]
    [InlineData("gateway-silo", "silo")]
    [InlineData("gateway-edge", "edge")]
    public async Task Pod_StartsIsProbedAndStopsAsItsSettingsSay(string workload, string role)
    {
        var pod = Manifests.Pod(workload).Spec;
        var container = pod.Containers.Single();

        var settings = await Manifests.Gateway(workload).SettingsAsync();

        Assert.Equal(role, settings.Role.ToString(), ignoreCase: true);
        Assert.Equal(DeployedGateway.Port(settings.Urls), Port(container, "http"));
        Assert.Equal(DeployedGateway.Port(settings.Management.Urls), Port(container, "management"));
        await DeployedGateway.HasProbesAsync(settings, [.. new[] { container.StartupProbe, container.LivenessProbe, container.ReadinessProbe }.Select(p => (p.HttpGet.Path, Port(container, p.HttpGet.Port.Value)))]);
        Assert.Equal("/readyz", container.ReadinessProbe.HttpGet.Path);
        // Storage that is away is no reason to kill all silos.
        Assert.Equal("/healthz", container.LivenessProbe.HttpGet.Path);
        Assert.True(TimeSpan.FromSeconds(pod.TerminationGracePeriodSeconds ?? 30) > DeployedGateway.LongestStop(settings));
    }

    [Fact]
    public async Task Silos_KeepNameAndOwnAddress_AndAreReplacedNoSoonerThanTheyHost()
    {
        var settings = await Manifests.Gateway("gateway-silo").SettingsAsync();

        Assert.Equal("gateway-silo-0", settings.Silo.Name);
        Assert.Equal("10.1.2.3", settings.Silo.Host);
        Assert.Equal(settings.Silo.Port, Port(Manifests.Pod("gateway-silo").Spec.Containers[0], "silo"));
        Assert.True(settings.HasPublishers);
        Assert.True(TimeSpan.FromSeconds(Manifests.Silos.Spec.MinReadySeconds ?? 0) > new JoinOptions().JoinDelay);
        Assert.Equal("Parallel", Manifests.Silos.Spec.PodManagementPolicy);
    }

    [Fact]
    public async Task Edges_AreToldOfSilosByNamesThatTheClusterGivesThem()
    {
        var silo = await Manifests.Gateway("gateway-silo").SettingsAsync();
        var edge = await Manifests.Gateway("gateway-edge").SettingsAsync();
        var service = Manifests.Named<V1Service>(Manifests.Silos.Spec.ServiceName);

        Assert.Equal("None", service.Spec.ClusterIP);
        // A silo that joins is not ready, and edges open its stream all the same.
        Assert.True(service.Spec.PublishNotReadyAddresses);
        Assert.Equal(Manifests.Silos.Spec.Replicas, edge.Origins.Count);
        Assert.Equal(
            Enumerable.Range(0, edge.Origins.Count).Select(i => string.Create(CultureInfo.InvariantCulture, $"http://{Manifests.Silos.Metadata.Name}-{i}.{service.Metadata.Name}:{SiloComposition.OriginAddress(silo).Port}/")),
            edge.Origins.Select(o => o.AbsoluteUri));
        Assert.NotNull(edge.Trust.Key);
        Assert.Equal(silo.Trust.Key, edge.Trust.Key);
        // What only silos may know.
        Assert.False(edge.HasPublishers);
        Assert.Null(edge.ConnectionString);
        // While endpoints still lead to a pod that has been told to end.
        Assert.True(edge.Drain.Delay > TimeSpan.Zero);
    }

    [Theory]
    [InlineData("gateway-silo")]
    [InlineData("gateway-edge")]
    public void Pod_MayDoNothingThatTheGatewayDoesNotNeed(string workload)
    {
        var pod = Manifests.Pod(workload).Spec;
        var container = pod.Containers.Single();

        Assert.True(pod.SecurityContext.RunAsNonRoot);
        Assert.Equal(DeployedGateway.Image.Single("USER"), pod.SecurityContext.RunAsUser?.ToString(CultureInfo.InvariantCulture));
        Assert.Equal("RuntimeDefault", pod.SecurityContext.SeccompProfile.Type);
        Assert.False(pod.AutomountServiceAccountToken);
        Assert.True(container.SecurityContext.ReadOnlyRootFilesystem);
        Assert.False(container.SecurityContext.AllowPrivilegeEscalation);
        Assert.Equal(["ALL"], container.SecurityContext.Capabilities.Drop);
        Assert.Equal(["cpu", "memory"], container.Resources.Requests.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(["memory"], container.Resources.Limits.Keys);
        Assert.Equal("restricted", Manifests.One<V1Namespace>().Metadata.Labels["pod-security.kubernetes.io/enforce"]);
    }

    [Theory]
    [InlineData("gateway-silo")]
    [InlineData("gateway-edge")]
    public void Selectors_OfAllThatBelongsToAPod_FindIt(string workload)
    {
        var labels = Manifests.Pod(workload).Metadata.Labels;
        var container = Manifests.Pod(workload).Spec.Containers.Single();
        var service = Manifests.Named<V1Service>(workload);

        Assert.Equal(labels, service.Spec.Selector);
        Assert.All(service.Spec.Ports, p => Assert.Contains(container.Ports, c => string.Equals(c.Name, p.TargetPort.Value, StringComparison.Ordinal)));
        Assert.Equal(labels, Manifests.Named<V1PodDisruptionBudget>(workload).Spec.Selector.MatchLabels);
        Assert.Equal("1", Manifests.Named<V1PodDisruptionBudget>(workload).Spec.MaxUnavailable.Value);
        Assert.Equal(labels, Manifests.Named<V1NetworkPolicy>(workload).Spec.PodSelector.MatchLabels);
        Assert.All(Manifests.Pod(workload).Spec.TopologySpreadConstraints, c => Assert.Equal(labels, c.LabelSelector.MatchLabels));
        Assert.Equal(labels, (workload is "gateway-silo" ? Manifests.Silos.Spec.Selector : Manifests.Edges.Spec.Selector).MatchLabels);
    }

    [Fact]
    public void Autoscaler_IsTheEdgesAndKeepsTwo()
    {
        var scaler = Manifests.One<V2HorizontalPodAutoscaler>().Spec;

        Assert.Equal((Manifests.Edges.Kind, Manifests.Edges.Metadata.Name, Manifests.Edges.ApiVersion), (scaler.ScaleTargetRef.Kind, scaler.ScaleTargetRef.Name, scaler.ScaleTargetRef.ApiVersion));
        Assert.True(scaler.MinReplicas >= 2 && scaler.MaxReplicas > scaler.MinReplicas);
        Assert.Null(Manifests.Edges.Spec.Replicas);
    }

    [Fact]
    public void Network_LetsEdgesAskSilosAndSilosEachOther_AndNobodyElse()
    {
        var silos = Manifests.Named<V1NetworkPolicy>("gateway-silo").Spec;
        var container = Manifests.Pod("gateway-silo").Spec.Containers.Single();

        Assert.Equal(["Ingress"], silos.PolicyTypes);
        Assert.All(silos.Ingress, rule => Assert.NotEmpty(rule.FromProperty));
        Assert.Equal([Port(container, "http")], PortsFor("gateway-edge"));
        Assert.Equal([Port(container, "silo")], PortsFor("gateway-silo"));
        var others = silos.Ingress.Where(r => r.FromProperty.Any(f => f.PodSelector is null)).ToList();
        Assert.Equal([Port(container, "management").ToString(CultureInfo.InvariantCulture)], others.SelectMany(r => r.Ports).Select(p => p.Port.Value));

        List<int> PortsFor(string workload) =>
        [
            .. silos.Ingress
                .Where(r => r.FromProperty.Any(f => f.NamespaceSelector is null && Finds(f.PodSelector, Manifests.Pod(workload))))
                .SelectMany(r => r.Ports)
                .Select(p => int.Parse(p.Port.Value, CultureInfo.InvariantCulture)),
        ];
    }

    [Fact]
    public async Task Kustomization_NamesEveryFile()
    {
        var kustomization = await File.ReadAllTextAsync(DeployedGateway.Path("kubernetes", "kustomization.yaml"));
        Assert.All(KubernetesManifests.Files, f => Assert.Contains($"- {Path.GetFileName(f)}\n", kustomization, StringComparison.Ordinal));
    }

    private static bool Finds(V1LabelSelector selector, V1PodTemplateSpec pod) =>
        selector.MatchLabels.All(l => pod.Metadata.Labels.TryGetValue(l.Key, out var value) && string.Equals(value, l.Value, StringComparison.Ordinal));

    private static int Port(V1Container container, string name) => container.Ports.Single(p => string.Equals(p.Name, name, StringComparison.Ordinal)).ContainerPort;
}
