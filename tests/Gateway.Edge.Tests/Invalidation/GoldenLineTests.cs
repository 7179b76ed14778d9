using System.Globalization;
using System.Text.Json;
using Gateway.Edge.Caching.Changes;
using Gateway.Edge.Caching.Entries;
using Gateway.Edge.Invalidation;
using Gateway.HttpCaching.Fields;
using Gateway.Tests.Shared;
using Microsoft.AspNetCore.Http;

namespace Gateway.Edge.Tests.Invalidation;

/// <summary>What silos of other versions say: all that any said so far, and what a later one may add.</summary>
public sealed class GoldenLineTests
{
    public static TheoryData<string, string> Lines => Rows("change-stream");

    public static TheoryData<string, string> Fields => Rows("fields");

    [Theory]
    [MemberData(nameof(Lines))]
    [InlineData("""{"later":1}""", "nothing")]
    [InlineData("""{"later":{"sequence":1,"changed":{"a":2}}}""", "nothing")]
    [InlineData("""{"later":[1,{"a":null}],"sequence":4,"silo":"s","epoch":7,"version":"2.0"}""", "sequence 4, silo s, epoch 7")]
    [InlineData("""{"sequence":6,"changed":{"later:x":6},"moved":{"topic:a":"b"},"kind":"later"}""", "sequence 6, later:x changed in 6")]
    [InlineData(
        """{"sequence":6,"silos":{"version":3,"zones":["x"],"members":[{"name":"a","address":"http://a.example/","zone":"x","weight":2,"joining":false}]}}""",
        "sequence 6, silos of 3, a at http://a.example/")]
    public void Line_OfAnyVersion_IsReadAsItWasMeant(string line, string meaning) =>
        Assert.Equal(meaning, Describe(JsonSerializer.Deserialize(line, ChangeLineJson.Default.ChangeLine)));

    [Theory]
    [MemberData(nameof(Fields))]
    [InlineData("Gateway-Source: silo:7:5;later=1", "silo 7 5")]
    [InlineData("Gateway-Source: silo:7:5;later=\"a:1:2\", other:9:3;x", "silo 7 5, other 9 3")]
    [InlineData("Gateway-Tags: topic:latest, later:x", "topic:latest, later:x")]
    [InlineData("Gateway-Changed: article:a;s=7;later;drop;more=1, later:x;s=8;at=other:9;y=2", "article:a in 7 of silo 7 dropped, later:x in 8 of other 9")]
    [InlineData("Gateway-Later: 1", "")]
    public void Field_OfAnyVersion_IsReadAsItWasMeant(string line, string meaning)
    {
        var (name, value) = (line[..line.IndexOf(':', StringComparison.Ordinal)], line[(line.IndexOf(':', StringComparison.Ordinal) + 2)..]);
        var headers = new HeaderDictionary { [name] = value };
        var marks = OriginMarks.Read(headers, new ChangeLedger(), 0);
        Assert.Equal(meaning, name switch
        {
            InternalFields.Source => string.Join(", ", marks.Sources.Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Position.Source} {s.Position.Epoch} {s.Position.Sequence}"))),
            InternalFields.Tags => string.Join(", ", marks.Tags),
            InternalFields.Revision => marks.Revision?.ToString(CultureInfo.InvariantCulture),
            InternalFields.Changed => Describe(ChangedField.Parse("silo:7:5;later=1", value)),
            InternalFields.Records => headers.ContainsKey(InternalFields.Records) ? value : null,
            _ => "",
        });

        OriginMarks.Remove(headers);
        Assert.Empty(headers);
    }

    private static TheoryData<string, string> Rows(string name)
    {
        var rows = new TheoryData<string, string>();
        foreach (var (line, means) in GoldenLines.All(name))
            rows.Add(line, means);
        return rows;
    }

    private static string Describe(ChangeLine? line)
    {
        Assert.NotNull(line);
        List<string> said = [];
        if (line.Sequence is { } sequence)
            said.Add(string.Create(CultureInfo.InvariantCulture, $"sequence {sequence}"));
        if (line.Silo is { } silo)
            said.Add("silo " + silo);
        if (line.Epoch is { } epoch)
            said.Add(string.Create(CultureInfo.InvariantCulture, $"epoch {epoch}"));
        if (line.Gap is true)
            said.Add("gap");
        said.AddRange(line.Keys().Select(k => string.Create(CultureInfo.InvariantCulture, $"{k.Key} {(k.IsRetraction ? "dropped" : "changed")} in {k.Sequence}")));
        if (line.Silos is { Members: { } members } view)
        {
            said.Add(string.Create(CultureInfo.InvariantCulture, $"silos of {view.Version}"));
            said.AddRange(members.Select(m => m.Name + (m.Address is null ? "" : " at " + m.Address) + (m.Joining is true ? " joining" : "")));
        }

        return said.Count == 0 ? "nothing" : string.Join(", ", said);
    }

    private static string Describe(ChangedField? field)
    {
        Assert.NotNull(field);
        return string.Join(", ", field.Keys.Select(k => string.Create(
            CultureInfo.InvariantCulture, $"{k.Key.Key} in {k.Key.Sequence} of {k.Log.Source} {k.Log.Epoch}{(k.Key.IsRetraction ? " dropped" : "")}")));
    }
}
