using System.Text;
using CsCheck;
using Gateway.HttpCaching.Codings;
using Gateway.HttpCaching.Fields;
using Gateway.HttpCaching.Ranges;
using Gateway.HttpCaching.Reuse;

namespace Gateway.HttpCaching.Tests.Ranges;

/// <summary>RFC 9110 §13.1.5, §14, §15.3.7; RFC 9111 §3.3, §3.4.</summary>
public sealed class RangeTests
{
    [Theory]
    [InlineData("RS-01", "§14.1.2", "0-4", 10, "Partial 0-4")]
    [InlineData("RS-02", "§14.1.2 beyond the end", "5-99", 10, "Partial 5-9")]
    [InlineData("RS-03", "§14.1.2 open", "5-", 10, "Partial 5-9")]
    [InlineData("RS-04", "§14.1.2 suffix", "-3", 10, "Partial 7-9")]
    [InlineData("RS-05", "§14.1.2 suffix of more than all", "-30", 10, "Partial 0-9")]
    [InlineData("RS-06", "§14.1.2 suffix of nothing", "-0", 10, "Unsatisfiable")]
    [InlineData("RS-07", "§15.5.17", "10-", 10, "Unsatisfiable")]
    [InlineData("RS-08", "§15.5.17 nothing there", "0-", 0, "Unsatisfiable")]
    [InlineData("RS-09", "§15.3.7.2", "0-1,4-5", 10, "Partial 0-1 4-5")]
    [InlineData("RS-10", "§14.2 what can be satisfied", "0-1,99-", 10, "Partial 0-1")]
    [InlineData("RS-11", "§17.15 more than there is", "0-9,0-9", 10, "Whole")]
    [InlineData("RS-12", "§17.15 more than there is", "0-,1-,2-", 10, "Whole")]
    [InlineData("RS-13", "past what a number holds", "99999999999999999999-", 10, "Unsatisfiable")]
    public void Ranges_OfAWhole_AreChosen(string id, string section, string ranges, long length, string expected)
    {
        var selection = RangeSelection.Select(RangeField.Parse("bytes=" + ranges, 16)!, length); // All rows are well-formed.
        var actual = selection.Outcome + string.Concat(selection.Ranges.Select(static r => $" {r.First}-{r.Last}"));
        Assert.True(expected == actual, $"{id} ({section}): {actual}");
    }

    [Theory]
    [InlineData("IR-01", "no field", "ETag: \"a\"", "", true)]
    [InlineData("IR-02", "the tag", "ETag: \"a\"", "If-Range: \"a\"", true)]
    [InlineData("IR-03", "another", "ETag: \"a\"", "If-Range: \"b\"", false)]
    [InlineData("IR-04", "weak tags never", "ETag: W/\"a\"", "If-Range: W/\"a\"", false)]
    [InlineData("IR-05", "weak tags never", "ETag: \"a\"", "If-Range: W/\"a\"", false)]
    [InlineData("IR-06", "the date, a minute before Date", "Date: @0|Last-Modified: @-60", "If-Range: @-60", true)]
    [InlineData("IR-07", "§8.8.2.2 a weak date", "Date: @0|Last-Modified: @-59", "If-Range: @-59", false)]
    [InlineData("IR-08", "a later date is not the same", "Date: @0|Last-Modified: @-99", "If-Range: @-98", false)]
    [InlineData("IR-09", "two", "ETag: \"a\"", "If-Range: \"a\"|If-Range: \"a\"", false)]
    [InlineData("IR-10", "a list is none", "ETag: \"a\"", "If-Range: \"a\", \"b\"", false)]
    [InlineData("IR-11", "neither tag nor date", "ETag: \"a\"", "If-Range: a", false)]
    public void Condition_OfARange_HoldsOrTheWholeIsSent(string id, string what, string stored, string request, bool expected)
    {
        var actual = IfRange.Holds(Headers.Of(request).IfRange, Responses.Stored(stored));
        Assert.True(expected == actual, $"{id} (§13.1.5 {what}): {actual}");
    }

    [Theory]
    [InlineData("IC-01", "Date: @0|Last-Modified: @-99", "If-Range: @-99")]
    [InlineData("IC-02", "Date: @0|Last-Modified: @-99|ETag: \"a\"", "If-Range: @-99")]
    public void Condition_ByADateThatCodingsShare_DoesNotHold(string id, string stored, string request)
    {
        var (facts, field) = (Responses.Stored(stored), Headers.Of(request).IfRange);
        Assert.True(IfRange.Holds(field, facts), id);
        Assert.False(IfRange.Holds(field, facts.InCoding(ContentCoding.Gzip)), $"{id} (§8.8.1)");
        Assert.False(IfRange.Holds(field, facts.WithSharedDate()), $"{id} (§8.8.1)");
    }

    [Theory]
    [InlineData("PC-01", "follows", "0-4/10 \"a\"", "5-9/10 \"a\"", "whole: 5 stored, then from 0")]
    [InlineData("PC-02", "goes before", "5-9/10 \"a\"", "0-4/10 \"a\"", "whole: 5 received, then from 0")]
    [InlineData("PC-03", "overlaps: the new bytes", "0-5/10 \"a\"", "4-9/10 \"a\"", "whole: 4 stored, then from 0")]
    [InlineData("PC-04", "overlaps: the new bytes", "4-9/10 \"a\"", "0-5/10 \"a\"", "whole: 6 received, then from 2")]
    [InlineData("PC-05", "not yet whole", "0-2/10 \"a\"", "3-5/10 \"a\"", "bytes 0-5/10: 3 stored, then from 0")]
    [InlineData("PC-06", "a gap", "0-2/10 \"a\"", "4-5/10 \"a\"", null)]
    [InlineData("PC-07", "another version", "0-4/10 \"a\"", "5-9/10 \"b\"", null)]
    [InlineData("PC-08", "weak", "0-4/10 W/\"a\"", "5-9/10 W/\"a\"", null)]
    [InlineData("PC-09", "no validator", "0-4/10", "5-9/10", null)]
    [InlineData("PC-10", "another length", "0-4/10 \"a\"", "5-9/11 \"a\"", null)]
    [InlineData("PC-11", "length not known", "0-4/* \"a\"", "5-9/* \"a\"", null)]
    [InlineData("PC-12", "the new one holds the old", "4-5/10 \"a\"", "3-6/10 \"a\"", "bytes 3-6/10: 4 received, then from 2")]
    [InlineData("PC-13", "inside the old one: nothing new", "0-9/20 \"a\"", "3-6/20 \"a\"", null)]
    public void Parts_OfTheSameVersion_AreJoined(string id, string what, string stored, string received, string? expected)
    {
        var plan = PartCombination.Of(Part(stored), Part(received));
        var actual = plan is null ? null
            : $"{plan.Combined.Part?.ToString() ?? "whole"}: {plan.BytesOfEarlier} {(plan.StoredIsEarlier ? "stored" : "received")}, then from {plan.OffsetInLater}";
        Assert.True(expected == actual, $"{id} (§15.3.7.3 {what}): {actual ?? "not joined"}");
    }

    [Fact]
    public void Parts_JoinedAnyhow_AreTheBytesOfTheWhole() =>
        Gen.Select(Gen.Int[0, 29], Gen.Int[0, 29], Gen.Int[0, 29], Gen.Int[0, 29]).Sample((a, b, c, d) =>
        {
            var (old, fresh) = ((First: Math.Min(a, b), Last: Math.Max(a, b)), (First: Math.Min(c, d), Last: Math.Max(c, d)));
            var bytes = Enumerable.Range(0, 30).Select(static i => (byte)i).ToArray();
            var plan = PartCombination.Of(Part($"{old.First}-{old.Last}/30 \"a\""), Part($"{fresh.First}-{fresh.Last}/30 \"a\""));
            if (plan is null)
                return old.First > fresh.Last + 1 || fresh.First > old.Last + 1 || (old.First < fresh.First && old.Last >= fresh.Last);

            var (first, second) = plan.StoredIsEarlier ? (old, fresh) : (fresh, old);
            byte[] joined = [.. bytes.AsSpan(first.First, (int)plan.BytesOfEarlier), .. bytes[second.First..(second.Last + 1)].AsSpan((int)plan.OffsetInLater)];
            var range = plan.Combined.Part ?? new ContentRange(0, 29, 30);
            return joined.AsSpan().SequenceEqual(bytes.AsSpan((int)range.First, (int)range.Length))
                && range.First == Math.Min(old.First, fresh.First) && range.Last == Math.Max(old.Last, fresh.Last);
        });

    [Theory]
    [InlineData("CO-01", "0-4/10 \"a\"", "bytes=5- \"a\"")]
    [InlineData("CO-02", "0-4/10 W/\"a\"", null)]
    [InlineData("CO-03", "0-4/10", null)]
    [InlineData("CO-04", "0-4/* \"a\"", null)]
    [InlineData("CO-05", "1-4/10 \"a\"", null)]
    public void Part_FromTheStart_IsCompleted(string id, string part, string? expected)
    {
        var actual = PartialReuse.Completion(Part(part)) is { } fields ? $"{fields.Range} {fields.IfRange}" : null;
        Assert.True(expected == actual, $"{id} (9111 §3.4): {actual ?? "not"}");
    }

    [Fact]
    public void Part_ThatEndedEarly_IsServedAsFarAsItGoes()
    {
        var stored = Storing.Judged("Content-Range: bytes 4-9/10|Cache-Control: max-age=9", "Range: bytes=-6", 5);
        Assert.Equal("bytes 6-8/10", Select(stored, "bytes=6-")?.ToString());
        Assert.Equal("bytes 6-8/10", Select(stored, "bytes=6-8")?.ToString());
        Assert.Equal("bytes 4-8/10", Select(stored, "bytes=-6")?.ToString());
        Assert.Null(Select(stored, "bytes=9-"));
        Assert.Null(Select(stored, "bytes=-1"));
        Assert.Null(Select(stored, "bytes=3-5"));
    }

    [Theory]
    [InlineData("0-99/1000 \"a\"", "50-150", "bytes 50-150/1000")]
    [InlineData("50-150/1000 \"a\"", "0-99", "bytes 0-99/1000")]
    public void Parts_Joined_AnswerWhatIsAskedFor_NotAllThatTheyHold(string stored, string asked, string expected)
    {
        var received = Responses.Stored($"Content-Range: bytes {asked}/1000|ETag: \"a\"", 206, "Range: bytes=" + asked);
        var joined = PartCombination.Of(Part(stored), received)!.Combined; // They overlap.
        Assert.Equal("bytes 0-150/1000", joined.Part?.ToString());
        Assert.Equal(expected, Select(joined, "bytes=" + asked)?.ToString());
    }

    [Fact]
    public void Multipart_OfTwoRanges_IsAsTheRfcWrites()
    {
        var multipart = MultipartByteRanges.Create([new ContentRange(0, 1, 10), new ContentRange(8, 9, 10)], "text/plain", "b0undary");
        var text = new StringBuilder();
        for (var i = 0; i < multipart.Ranges.Length; i++)
            text.Append(Encoding.ASCII.GetString(multipart.Heads[i])).Append("0123456789", (int)multipart.Ranges[i].First, (int)multipart.Ranges[i].Length);
        text.Append(Encoding.ASCII.GetString(multipart.End));

        const string Expected = "--b0undary\r\nContent-Type: text/plain\r\nContent-Range: bytes 0-1/10\r\n\r\n01"
            + "\r\n--b0undary\r\nContent-Type: text/plain\r\nContent-Range: bytes 8-9/10\r\n\r\n89\r\n--b0undary--\r\n";
        Assert.Equal(Expected, text.ToString());
        Assert.Equal(Expected.Length, multipart.ContentLength);
        Assert.Equal("multipart/byteranges; boundary=b0undary", multipart.ContentType);
        Assert.DoesNotContain("Content-Type", Encoding.ASCII.GetString(MultipartByteRanges.Create([new ContentRange(0, 1, 10)], null, "b").Heads[0]), StringComparison.Ordinal);
    }

    private static ContentRange? Select(StoredFacts stored, string range)
    {
        var headers = Headers.Of("Range: " + range);
        return PartialReuse.Select(stored, RequestFacts.Read("GET", headers, Responses.Options), headers, Responses.Options);
    }

    private static StoredFacts Part(string text)
    {
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        var (range, tag) = space < 0 ? (text, "") : (text[..space], $"|ETag: {text[(space + 1)..]}");
        return Responses.Stored($"Content-Range: bytes {range}{tag}", 206, "Range: bytes=0-");
    }

    private static class Storing
    {
        public static StoredFacts Judged(string fields, string request, long bytes) =>
            HttpCaching.Storing.ReceivedContent.Judge(Responses.Stored(fields, 206, request), bytes, bytes, endedCleanly: true)!; // A shorter part is kept.
    }
}
