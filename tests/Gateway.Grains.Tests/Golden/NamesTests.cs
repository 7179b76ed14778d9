using System.Globalization;
using Gateway.Contracts.Changes;
using Gateway.Contracts.Directory;
using Gateway.Contracts.Publishing;
using Gateway.Contracts.Topics;
using Gateway.Grains.Addresses;
using Gateway.Grains.Articles;
using Gateway.Grains.Index;
using Gateway.Grains.Tests.Faults;
using Gateway.Grains.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Metadata;

namespace Gateway.Grains.Tests.Golden;

/// <summary>The names by which silos of two versions know the same thing, and the rows it lies in: they stay.</summary>
public sealed class NamesTests
{
    private const string Contracts = "contracts.txt";

    [Fact]
    public void Contracts_AreWrittenDown_AndStay() => GoldenList.Check(
        Contracts,
        Names.Contracts(),
        // The version of an interface rises; the line of the one before stays as it is.
        mayGo: line => line.StartsWith("interface ", StringComparison.Ordinal),
        "A further call, and a further value of an enumeration that is sent in a call, need a higher [Version] of the interface: a silo of the version before is not asked for it then.");

    [Fact]
    public void Interface_WithFurtherCalls_HasAHigherVersion()
    {
        var versions = new Dictionary<string, int>(StringComparer.Ordinal);
        var calls = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        var number = 0;
        foreach (var words in GoldenList.Read(Contracts).Select(l => l.Split(' ')))
        {
            number++;
            // The line of an interface stands before the calls that it has since that version.
            if (words[0] == "interface")
                versions[words[1].TrimEnd(',')] = number;
            else if (words[0] == "call")
                Add(words[1], number - versions[words[1]]);
        }

        // Those of one version follow its line, one behind the other.
        Assert.All(calls, c => Assert.True(c.Value.Zip(c.Value.Skip(1)).All(p => p.Second == p.First + 1 || p.Second == 1), $"A call of {c.Key} was added without a higher [Version]."));

        void Add(string name, int distance) => (calls.TryGetValue(name, out var known) ? known : calls[name] = []).Add(distance);
    }

    [Fact]
    public void Type_ThatIsSentOrStored_HasAnAlias()
    {
        Assert.All(Names.Serializable.Concat(Names.Interfaces), type => Assert.True(Names.Alias(type) is not null, $"{type.Name} has no [Alias]: its name would be part of what is sent and stored."));
        Assert.All(Names.Interfaces.SelectMany(t => t.GetMethods()), method => Assert.True(Names.Alias(method) is not null, $"{method.DeclaringType?.Name}.{method.Name} has no [Alias]: a silo of another version would not find it."));
        Assert.Equal(Names.Serializable.Count(), Names.Serializable.Select(Names.Of).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Interface_IsImplementedByOneGrain()
    {
        // A silo of the version before looks the grain up by its interface, among those of all silos: with two it finds none.
        var grains = Names.Assemblies.SelectMany(a => a.GetTypes()).Where(t => t is { IsClass: true, IsAbstract: false } && typeof(Grain).IsAssignableFrom(t)).ToList();
        Assert.All(Names.Interfaces.Where(t => !typeof(IGrainExtension).IsAssignableFrom(t)), type => Assert.Single(grains, type.IsAssignableFrom));
    }

    [Fact]
    public async Task Grains_AreOfTheNamesThatTheirRowsLieUnder()
    {
        var storage = new FaultyStorage();
        await using var gateway = await TestGateway.Start(storage);
        await gateway.Publish(Changes.Put("a", url: "https://a.example/a"));
        // So many that not all fit in the head.
        await gateway.Grains.GetGrain<ITopicGrain>("topics/many").Apply([.. Enumerable.Range(0, 320).Select(i => Records.Operation(TopicOperationKind.Put, Number(i)))]);
        await gateway.Grains.GetGrain<IDirectoryGrain>("topics").Report([.. Enumerable.Range(0, 320).Select(i => Records.Entry(Number(i)))]);

        var manifest = gateway.Services.GetRequiredService<IClusterManifestProvider>().LocalGrainManifest;
        var grains = manifest.Grains
            .Where(g => g.Value.Properties.GetValueOrDefault(WellKnownGrainTypeProperties.FullTypeName)?.StartsWith("Gateway.Grains.", StringComparison.Ordinal) is true)
            .Select(g => $"grain {g.Key}, placed by {g.Value.Properties.GetValueOrDefault(WellKnownGrainTypeProperties.PlacementStrategy) ?? "default"}")
            .Order(StringComparer.Ordinal);
        var states = storage.Keys
            .Select(k => $"state {k.Grain.Type} {(k.State.StartsWith("page-", StringComparison.Ordinal) ? "page-*" : k.State)}")
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);
        GoldenList.Check("silo.txt", [.. grains, .. states], static _ => false, "A new grain is placed by silos that have it; one that is there already is never placed by something that the version before lacks.");
    }

    [Fact]
    public void Formulas_GiveTheSameInEveryVersion()
    {
        var topic = new HistoryDigest(1, 2, Records.Noon);
        topic.Append('p', "urn:日本", 3);
        var article = new ArticleState { Digest = 1, Revision = 2, Id = "urn:a", Published = Records.Noon, Updated = Records.Evening, LastModified = Records.Noon, Record = Records.Json("digest") };
        string[] lines =
        [
            .. new[] { "hello", "日本", "a-b_c" }.Select(slug => string.Create(CultureInfo.InvariantCulture, $"partition of {slug}: {IntakePartition.Of(slug, 8)} of 8, {IntakePartition.Of(slug, 100)} of 100")),
            $"key of a topic: {ChangeKey.Topic("topics/日本")} {ChangeKey.Topic(new string('x', 65))}",
            $"key of archives: {ChangeKey.Archives("latest")}",
            $"key of an article: {ChangeKey.Article("hello")} {ChangeKey.Article("日本")}",
            $"keys of all: {ChangeKey.Directory} {ChangeKey.Any}",
            $"row of an address: {AddressKey.Of("https://a.example/a")} {AddressKey.Of("https://a.example/" + new string('a', 300))}",
            string.Create(CultureInfo.InvariantCulture, $"hash of an id: {HistoryDigest.Of("urn:日本"):x16}"),
            string.Create(CultureInfo.InvariantCulture, $"digest of a topic: {topic.Current:x16}"),
            $"version of an article: {ArticleDigest.Version(2, ArticleDigest.Next(article))}",
        ];
        GoldenList.Check("formulas.txt", lines, static _ => false, "Two versions that take another way to the same thing do not find it.");
    }

    private static string Number(int i) => i.ToString("d4", CultureInfo.InvariantCulture);
}
