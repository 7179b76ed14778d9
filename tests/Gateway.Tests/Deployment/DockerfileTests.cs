using System.Text.Json;
using System.Xml.Linq;
using Gateway.Commands;
using Gateway.Configuration;
using Gateway.Tests.Shared;

namespace Gateway.Tests.Deployment;

/// <summary><c>deploy/Dockerfile</c>, for which there is no engine here: what it says, held against the repository.</summary>
public sealed class DockerfileTests
{
    private static readonly Dockerfile File = DeployedGateway.Image;

    [Fact]
    public void Restore_HasEveryProjectAndNothingElseOfTheCode()
    {
        var before = File.Instructions.TakeWhile(i => i.Name is not "RUN").Where(i => i.Name is "COPY").Select(i => i.Arguments).ToList();
        var gateway = Path.Combine(Corpus.RepositoryRoot, "src", "Gateway", "Gateway.csproj");

        var projects = Closure(gateway).Select(p => Path.GetRelativePath(Corpus.RepositoryRoot, p)).Order(StringComparer.Ordinal);

        Assert.Equal(projects.Select(p => $"{p} {Path.GetDirectoryName(p)}/"), before.Where(c => c.Contains(".csproj", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Equal(["global.json Directory.Build.props Directory.Packages.props ./"], before.Where(c => !c.Contains(".csproj", StringComparison.Ordinal)));
    }

    [Fact]
    public void Copies_NameWhatThereIsAndWhatIsNotIgnored()
    {
        var kept = System.IO.File.ReadLines(Path.Combine(Corpus.RepositoryRoot, ".dockerignore")).Where(l => l.StartsWith('!')).Select(l => l[1..]).ToList();
        foreach (var source in File.Instructions.Where(i => i.Name is "COPY" && !i.Arguments.StartsWith("--from", StringComparison.Ordinal)).SelectMany(i => i.Arguments.Split(' ')[..^1]))
        {
            Assert.True(Path.Exists(Path.Combine(Corpus.RepositoryRoot, source)), $"{source} is not there.");
            Assert.Contains(source.Split('/')[0], kept);
        }
    }

    [Fact]
    public void Stages_AreOfTheRuntimeThatTheProjectsAreFor()
    {
        var props = XDocument.Load(Path.Combine(Corpus.RepositoryRoot, "Directory.Build.props"));
        var version = props.Descendants("TargetFramework").Single().Value["net".Length..];
        using var global = JsonDocument.Parse(System.IO.File.ReadAllText(Path.Combine(Corpus.RepositoryRoot, "global.json")));

        var images = File.Instructions.Where(i => i.Name is "FROM").Select(i => i.Arguments.Split(' ').First(w => !w.StartsWith("--", StringComparison.Ordinal))).ToList();

        Assert.All(images, i => Assert.Matches($":{version.Replace(".", @"\.", StringComparison.Ordinal)}(-noble-chiselled)?$", i));
        Assert.EndsWith("-chiselled", images[^1], StringComparison.Ordinal);
        Assert.StartsWith(version, global.RootElement.GetProperty("sdk").GetProperty("version").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Image_RunsTheGatewayAsAUserThatIsNotRoot()
    {
        Assert.Equal("""["/app/gateway"]""", File.Single("ENTRYPOINT"));
        Assert.EndsWith("""CMD ["/app/gateway", "health"]""", File.Single("HEALTHCHECK"), StringComparison.Ordinal);
        Assert.True(int.Parse(File.Single("USER"), System.Globalization.CultureInfo.InvariantCulture) > 0);
        Assert.Equal("health", HealthCommand.Create().Name);
        Assert.DoesNotContain(File.Image, i => i.Name is "RUN");
    }

    [Fact]
    public void Environment_OfTheImageAlone_IsAWholeGatewayThatItsContainerShows()
    {
        using var configuration = GatewayConfiguration.Read(DeployedVariables.ToArguments(File.Environment));

        Assert.Equal([], SettingsValidator.Mistakes(configuration));
        var settings = GatewaySettings.From(configuration);
        Assert.Equal(GatewayRole.All, settings.Role);
        Assert.True(DeployedGateway.IsReachable(settings.Urls) && DeployedGateway.IsReachable(settings.Management.Urls));
        Assert.Equal($"{DeployedGateway.Port(settings.Urls)} {DeployedGateway.Port(settings.Management.Urls)} {settings.Silo.Port}", File.Single("EXPOSE"));
        Assert.Contains(File.Image, i => i.Name is "COPY" && i.Arguments.EndsWith($"--chown={File.Single("USER")}:{File.Single("USER")} /data {settings.DataDirectory}", StringComparison.Ordinal));
    }

    private static HashSet<string> Closure(string project)
    {
        var all = new HashSet<string>(StringComparer.Ordinal);
        var next = new Queue<string>([project]);
        while (next.TryDequeue(out var one))
        {
            if (!all.Add(one))
                continue;
            foreach (var reference in XDocument.Load(one).Descendants("ProjectReference"))
                next.Enqueue(Path.GetFullPath(Path.Combine(Path.GetDirectoryName(one)!, reference.Attribute("Include")!.Value)));
        }

        return all;
    }
}
