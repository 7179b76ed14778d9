using System.Text.Json;
using Gateway.Contracts.Changes;
using Gateway.Contracts.Publishing;
using Gateway.Contracts.Silos;
using Gateway.HttpCaching.Fields;
using Gateway.Origin.Answers;
using Gateway.Origin.Changes;
using Gateway.Origin.Tests.Fakes;
using Gateway.Tests.Shared;
using Microsoft.AspNetCore.Http;

namespace Gateway.Origin.Tests.Changes;

/// <summary>What edges of the version before read is what is written.</summary>
public sealed class GoldenLineTests
{
    [Fact]
    public void Stream_SaysWhatIsKept()
    {
        var position = new ChangePosition("silo%3A1", 7, 4);
        ChangeLine[] lines =
        [
            ChangeLine.Head(position, 4, isGap: false),
            ChangeLine.Head(position, 4, isGap: true),
            ChangeLine.Of(new ChangeBatch([], 4, IsGap: false)),
            ChangeLine.Of(new ChangeBatch([new("topic:latest", 6, false), new("article:a", 7, false)], 7, IsGap: false)),
            ChangeLine.Of(new ChangeBatch([new("article:a", 8, true)], 8, IsGap: false)),
            ChangeLine.Of(new ChangeBatch([new("topic:latest", 9, true), new("topic:latest", 10, false)], 10, IsGap: false)),
            ChangeLine.Of(new ChangeBatch([], 90, IsGap: true)),
            ChangeLine.Of(90, new SiloView(3, [new SiloMember("a", new Uri("http://a.example:8080/"), IsJoining: false), new SiloMember("b", null, IsJoining: true)])),
        ];
        Check("change-stream", lines.Select(l => JsonSerializer.Serialize(l, ChangeLineJson.Default.ChangeLine)));
    }

    [Fact]
    public void Fields_SayWhatIsKept()
    {
        var journal = new FakeJournal();
        var own = new ChangePosition("silo", 7, 5);
        var changed = new ChangedKeys(journal, ForEdges.GreatestField);
        changed.Add(Outcome(204, new ReportedChanges { Silo = "silo", Epoch = 7, Changes = [new("article:a", 7)] }));
        changed.Add(Outcome(200, new ReportedChanges { Silo = "other%3A1", Epoch = 9, Changes = [new("topic:topics%2Fai", 8)] }));
        var many = new ChangedKeys(journal, limit: 10);
        many.Add(Outcome(200, new ReportedChanges { Silo = "silo", Epoch = 7, Changes = [new("article:a", 7), new("topic:latest", 8)] }));

        var announced = Context();
        Assert.True(ForEdges.Announce(announced, journal));
        Check("fields",
        [
            .. Fields(new Answer { Keys = ["topic:latest", "directory"], Sources = [own] }, InternalFields.Source),
            .. Fields(
                new Answer { Keys = ["topic:latest", "directory"], Revision = 12, Sources = [own, new ChangePosition("other%3A1", 9, 3)] },
                InternalFields.Source, InternalFields.Tags, InternalFields.Revision),
            .. Fields(new Answer { Changed = changed.ToString() }, InternalFields.Changed),
            .. Fields(new Answer { Changed = many.ToString() }, InternalFields.Changed),
            $"{InternalFields.Records}: {announced.Response.Headers[InternalFields.Records]}",
        ]);
    }

    private static void Check(string name, IEnumerable<string> said)
    {
        var lines = said.ToList();
        Assert.True(GoldenLines.Newest(name).SequenceEqual(lines, StringComparer.Ordinal), $"{GoldenLines.Advice(name)}\n{string.Join('\n', lines)}");
    }

    private static IEnumerable<string> Fields(Answer answer, params string[] names)
    {
        var context = Context();
        ForEdges.Write(context, answer);
        return names.Select(n => $"{n}: {context.Response.Headers[n]}").ToList();
    }

    private static DefaultHttpContext Context()
    {
        var context = new DefaultHttpContext();
        context.Request.Headers[InternalFields.Edge] = "e";
        return context;
    }

    private static ChangeOutcome Outcome(int status, ReportedChanges reported) => new() { Slug = "a", Status = status, Reported = [reported] };
}
