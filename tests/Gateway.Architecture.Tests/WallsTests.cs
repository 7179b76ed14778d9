using System.Xml.Linq;
using Gateway.Tests.Shared;

namespace Gateway.Architecture.Tests;

/// <summary>The table of projects and what each may reference, checked against the project files.</summary>
public sealed class WallsTests
{
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Gateway"] = ["Gateway.Contracts", "Gateway.Edge", "Gateway.Grains", "Gateway.HttpCaching", "Gateway.Origin", "Gateway.Storage", "Gateway.Syndication", "Gateway.Trust"],
        ["Gateway.Contracts"] = [],
        ["Gateway.Edge"] = ["Gateway.HttpCaching", "Gateway.Placement", "Gateway.Trust"],
        ["Gateway.Fetching"] = ["Gateway.HttpCaching"],
        ["Gateway.Grains"] = ["Gateway.Contracts", "Gateway.Placement", "Gateway.Syndication"],
        ["Gateway.HttpCaching"] = [],
        ["Gateway.Placement"] = [],
        ["Gateway.Origin"] = ["Gateway.Contracts", "Gateway.HttpCaching", "Gateway.Syndication", "Gateway.Trust"],
        ["Gateway.Storage"] = [],
        ["Gateway.Syndication"] = [],
        ["Gateway.Trust"] = [],
    };

    private static readonly Dictionary<string, string[]> ForbiddenPackages = new(StringComparer.Ordinal)
    {
        ["Gateway.Syndication"] = ["Microsoft.Orleans.", "Microsoft.AspNetCore."],
        ["Gateway.HttpCaching"] = ["Microsoft.Orleans.", "Yarp."],
        ["Gateway.Placement"] = ["Microsoft.Orleans.", "Microsoft.AspNetCore.", "Yarp."],
        ["Gateway.Edge"] = ["Microsoft.Orleans."],
        ["Gateway.Fetching"] = ["Microsoft.Orleans.", "Yarp."],
        ["Gateway.Grains"] = ["Microsoft.AspNetCore.", "Yarp.", "Microsoft.Data."],
        ["Gateway.Contracts"] = ["Microsoft.AspNetCore.", "Yarp.", "Microsoft.Data."],
        ["Gateway.Storage"] = ["Microsoft.AspNetCore.", "Yarp."],
        ["Gateway.Trust"] = ["Microsoft.Orleans.", "Yarp."],
    };

    private static readonly string[] MayUseAspNetCore = ["Gateway", "Gateway.Edge", "Gateway.HttpCaching", "Gateway.Origin", "Gateway.Trust"];

    public static TheoryData<string> Projects() => [.. Directory.GetDirectories(Path.Combine(Corpus.RepositoryRoot, "src")).Select(d => Path.GetFileName(d)!)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_References_StayInsideItsWalls(string project)
    {
        Assert.True(Allowed.TryGetValue(project, out var allowed), $"{project} is not in the table of projects.");
        var references = Items(project, "ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r.Replace('\\', '/'))).Order(StringComparer.Ordinal);
        Assert.Subset(allowed!.ToHashSet(StringComparer.Ordinal), references.ToHashSet(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_Packages_StayInsideItsWalls(string project)
    {
        var forbidden = ForbiddenPackages.GetValueOrDefault(project, []);
        Assert.DoesNotContain(Items(project, "PackageReference"), p => forbidden.Any(f => p.StartsWith(f, StringComparison.Ordinal)));
        if (!MayUseAspNetCore.Contains(project, StringComparer.Ordinal))
            Assert.DoesNotContain("Microsoft.AspNetCore.App", Items(project, "FrameworkReference"));
    }

    [Fact]
    public void Grains_Classes_AreInternalAndSealed()
    {
        var assembly = System.Reflection.Assembly.LoadFrom(Path.Combine(AppContext.BaseDirectory, "Gateway.Grains.dll"));
        Assert.All(
            assembly.GetTypes().Where(t => t.IsClass && !t.IsAbstract && t.Name.EndsWith("Grain", StringComparison.Ordinal)),
            t => Assert.True(t is { IsSealed: true, IsPublic: false }, $"{t.FullName} must be internal sealed."));
    }

    private static IEnumerable<string> Items(string project, string element) =>
        XDocument.Load(Path.Combine(Corpus.RepositoryRoot, "src", project, project + ".csproj"))
            .Descendants(element)
            .Select(e => (string?)e.Attribute("Include") ?? "");
}
