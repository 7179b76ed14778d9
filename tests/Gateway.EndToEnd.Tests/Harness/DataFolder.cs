namespace Gateway.EndToEnd.Tests.Harness;

/// <summary>A folder for one test, gone after it; the gateway's data lie in it, and live through restarts.</summary>
internal sealed class DataFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("gateway-test-").FullName;

    public string Path => System.IO.Path.Combine(Root, "data");

    public string KeyFile => System.IO.Path.Combine(Path, "publisher.key");

    public string File(string name) => System.IO.Path.Combine(Root, name);

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
