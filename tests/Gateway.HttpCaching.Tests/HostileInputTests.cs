using System.Diagnostics;
using CsCheck;
using Gateway.HttpCaching.Answering;
using Gateway.HttpCaching.Fields;
using Gateway.HttpCaching.Keys;
using Gateway.HttpCaching.Ranges;
using Gateway.HttpCaching.Reuse;
using Gateway.HttpCaching.Storing;
using Gateway.HttpCaching.Updating;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Gateway.HttpCaching.Tests;

/// <summary>What nobody sends who means well: no exception, and time that grows no faster than the input.</summary>
public sealed class HostileInputTests
{
    private const int Megabyte = 1 << 20;

    private static readonly string[] RequestFields =
        ["Cache-Control", "Pragma", "If-None-Match", "If-Modified-Since", "Range", "If-Range", "Accept", "Accept-Language", "Accept-Encoding", "Foo"];

    private static readonly string[] ResponseFields =
        ["Cache-Control", "CDN-Cache-Control", "Age", "Date", "Expires", "Last-Modified", "ETag", "Vary", "Content-Range", "Content-Language", "Content-Location", "Location", "Connection"];

    private static readonly string[] Pieces =
    [
        ",", "\"", "\\", "=", ";", " ", "\t", "*", "-", "/", "?", "(", ")", ":", "\0", "\r", "\n", "é", "😀", "a", "Foo", "q=0.5", "max-age", "=1", "no-cache", "private=\"",
        "s-maxage=", "9999999999999999999999", "bytes=", "bytes ", "0-0", "W/\"", "GMT", "Sun, 06 Nov 1994 08:49:37 GMT", "../", "http://", "//", "#", "%2F", "Accept", "must-understand",
    ];

    public static TheoryData<string> Repeated { get; } = [",", "\"", "\\", "=", ";", " ", "\t", "-", "(", ":", "\0", "é", "9", "a", "a,", "\"a\",", "a=\"b\",", "no-cache=\"x\",", "max-age=1,", "W/\"a\",", "0-0,", "/../", "en;q=0.5,", "(a b) "];

    [Theory]
    [MemberData(nameof(Repeated))]
    public void Field_OfAMegabyte_IsReadInLinearTime(string piece)
    {
        var small = Time(piece, Megabyte / 16);
        var large = Time(piece, Megabyte);
        // The least of several: what other processes took of the time is no work of ours.
        for (var again = 0; again < 3 && !IsLinear(small, large); again++)
            large = TimeSpan.FromTicks(Math.Min(large.Ticks, Time(piece, Megabyte).Ticks));

        Assert.True(IsLinear(small, large), $"{small} and {large}");
    }

    [Fact]
    public void Fields_OfAnyText_NeverThrow()
    {
        var text = Gen.Int[0, Pieces.Length - 1].Array[0, 12].Select(static a => string.Concat(a.Select(static i => Pieces[i])));
        Gen.Select(text.Array[RequestFields.Length], text.Array[ResponseFields.Length], Gen.Int[0, 1]).Sample((request, response, prefix) =>
        {
            // Half of the time each line begins as a good one would, to get further.
            string[] good = ["bytes=", "max-age=1, ", "\"a\"", "bytes 0-5/10"];
            UseAll(
                Fill(RequestFields, i => prefix == 1 && RequestFields[i] is "Range" ? good[0] + request[i] : request[i]),
                Fill(ResponseFields, i => prefix == 1 ? ResponseFields[i] switch { "ETag" => good[2], "Cache-Control" => good[1] + response[i], "Content-Range" => good[3], _ => response[i] } : response[i]),
                prefix == 1 ? 206 : 200);
            return true;
        });
    }

    [Fact]
    public void Lines_ByTheThousand_AreReadInLinearTime()
    {
        var lines = new StringValues([.. Enumerable.Range(0, 20_000).Select(static i => $"private=\"f{i}\", no-cache=\"g{i}\", x{i}")]);
        var watch = Stopwatch.StartNew();
        Assert.True(ResponseDirectives.Parse(lines) is { Private: true, NoCache: true });
        Assert.True(VaryField.Parse(new StringValues([.. Enumerable.Range(0, 20_000).Select(static i => $"f{i}")])).IsAny);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"{watch.Elapsed}");
    }

    // Quadratic work takes 256 times as long, which is minutes.
    private static bool IsLinear(TimeSpan small, TimeSpan large) => large < TimeSpan.FromSeconds(5) || large < small * 64;

    private static TimeSpan Time(string piece, int length)
    {
        var text = string.Concat(Enumerable.Repeat(piece, (length / piece.Length) + 1))[..length];
        var watch = Stopwatch.StartNew();
        UseAll(Fill(RequestFields, _ => text), Fill(ResponseFields, _ => text), 206);
        UseAll(Fill(RequestFields, i => RequestFields[i] is "Range" ? "bytes=" + text : "\"" + text), Fill(ResponseFields, i => ResponseFields[i] is "ETag" ? "\"a\"" : "a" + text), 200);
        return watch.Elapsed;
    }

    private static IHeaderDictionary Fill(string[] names, Func<int, string> value)
    {
        IHeaderDictionary headers = new HeaderDictionary();
        for (var i = 0; i < names.Length; i++)
            headers[names[i]] = value(i);
        return headers;
    }

    /// <summary>Every entry point, as a middleware would call them.</summary>
    private static void UseAll(IHeaderDictionary request, IHeaderDictionary response, int status)
    {
        var options = CachingOptions.Default;
        var now = Headers.Now;
        var facts = ResponseFacts.Read(status, response, now.AddSeconds(-1), now, options);
        var variant = facts.Vary.IsAny ? VaryKey.None : VaryKey.Create(facts.Vary, request);
        var everything = VaryKey.Create(VaryField.Parse("Accept, Accept-Language, Accept-Encoding, Foo"), request);
        Assert.True(everything.Matches(request));
        foreach (var method in (string[])["GET", "HEAD", "POST"])
        {
            var read = RequestFacts.Read(method, request, options);
            StoragePolicy.Decide(read, Responses.Target, facts, options);
            InvalidationPolicy.Keys(read, Responses.Target, 200, response);
            var stored = StoredFacts.Create(facts, variant, request.Range);
            var selected = VariantSelection.Select<StoredFacts>(new[] { stored }, request, options);
            ReusePolicy.Decide(read, request, selected, true, options, now);
            ReusePolicy.MayServeAfter(OriginFailure.Unreachable, read, stored, now);
            var answer = AnswerPolicy.Decide(read, request, stored, 10, options);
            Assert.All(answer.Ranges, static r => Assert.InRange(r.Last, r.First, long.MaxValue));
            ReceivedContent.Judge(stored, 5, 10, endedCleanly: false);
            PartialReuse.Completion(stored);
            StoredUpdate.Confirms(stored, facts, wasAsked: true);
            StoredUpdate.Apply(stored, StorableFields.Select(facts), facts, request, options);
        }
    }
}
