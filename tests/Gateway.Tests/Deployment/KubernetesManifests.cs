using k8s;
using k8s.Models;

namespace Gateway.Tests.Deployment;

/// <summary>The manifests of <c>deploy/kubernetes</c>, read strictly: what its kind does not know is an error.</summary>
internal sealed class KubernetesManifests
{
    private static readonly Lazy<KubernetesManifests> Read = new(() => new KubernetesManifests());

    private KubernetesManifests() => Objects = [.. Files.SelectMany(f => KubernetesYaml.LoadAllFromString(File.ReadAllText(f), strict: true))];

    public static KubernetesManifests Instance => Read.Value;

    public static IReadOnlyList<string> Files { get; } =
        [.. Directory.GetFiles(DeployedGateway.Path("kubernetes"), "*.yaml").Where(f => Path.GetFileName(f) is not "kustomization.yaml").Order(StringComparer.Ordinal)];

    public IReadOnlyList<object> Objects { get; }

    public V1StatefulSet Silos => One<V1StatefulSet>();

    public V1Deployment Edges => One<V1Deployment>();

    public T One<T>() => Objects.OfType<T>().Single();

    public T Named<T>(string name)
        where T : IKubernetesObject<V1ObjectMeta> => Objects.OfType<T>().Single(o => string.Equals(o.Metadata.Name, name, StringComparison.Ordinal));

    public V1PodTemplateSpec Pod(string workload) => workload is "gateway-silo" ? Silos.Spec.Template : Edges.Spec.Template;

    /// <summary>A pod of the workload, with what the cluster fills in.</summary>
    public DeployedGateway Gateway(string workload)
    {
        var container = Pod(workload).Spec.Containers.Single();
        var environment = container.Env.ToDictionary(v => v.Name, v => v.Value ?? FilledIn(v.ValueFrom.FieldRef.FieldPath), StringComparer.Ordinal);
        foreach (var source in container.EnvFrom ?? [])
        {
            foreach (var (name, value) in Lines(source.ConfigMapRef?.Name is { } settings ? settings : source.SecretRef.Name))
                environment.TryAdd(name, value);
        }

        return new DeployedGateway(workload, environment);

        string FilledIn(string field) => field switch
        {
            "metadata.name" => workload + "-0",
            "status.podIP" => "10.1.2.3",
            _ => throw new InvalidDataException(field),
        };
    }

    // Of the generators of kustomization.yaml. The cluster's key has no example: one that is copied and left would be everybody's.
    private static IEnumerable<(string Name, string Value)> Lines(string source) => source is "gateway-cluster"
        ? [("Gateway__Cluster__Key", "another-key-that-only-tests-know")]
        : File.ReadLines(DeployedGateway.Path("kubernetes", source is "gateway-secrets" ? "secrets.env.example" : "settings.env"))
            .Where(l => l.Length > 0 && !l.StartsWith('#'))
            .Select(l => l.Split('=', 2))
            .Select(p => (p[0], p[1]));
}
