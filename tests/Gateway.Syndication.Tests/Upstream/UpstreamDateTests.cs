using System.Globalization;
using Gateway.Syndication.Upstream;

namespace Gateway.Syndication.Tests.Upstream;

public sealed class UpstreamDateTests
{
    // As written, and the instant in UTC; none for what is no date.
    public static TheoryData<string, string?> Rows => new()
    {
        { "2003-12-31T10:14:55Z", "2003-12-31T10:14:55Z" },
        { "2003-12-31T10:14:55-08:00", "2003-12-31T18:14:55Z" },
        { "2003-12-31t10:14:55.25+0100", "2003-12-31T09:14:55.25Z" },
        { "2003-12-31 10:14:55", "2003-12-31T10:14:55Z" },
        { "2003-12-31T10:14", "2003-12-31T10:14:00Z" },
        { "2003-12-31T10Z", "2003-12-31T10:00:00Z" },
        { "2003-12-31", "2003-12-31T00:00:00Z" },
        { "2003-12", "2003-12-01T00:00:00Z" },
        { "2003", "2003-01-01T00:00:00Z" },
        { "20031231", "2003-12-31T00:00:00Z" },
        { "20031231T101455Z", "2003-12-31T10:14:55Z" },
        { "2003-365", "2003-12-31T00:00:00Z" },
        { "2003365", "2003-12-31T00:00:00Z" },
        { "2003-366", null },
        { "2003-12-31T24:00:00Z", "2004-01-01T00:00:00Z" },
        { "2003-12-31T24:00:01Z", null },
        { "2016-12-31T23:59:60Z", "2016-12-31T23:59:59.9999999Z" },
        { "2000-01-01T12:00+00:00", "2000-01-01T12:00:00Z" },
        { "2003-02-29", null },
        { "Thu, 01 Jan 2004 19:48:21 GMT", "2004-01-01T19:48:21Z" },
        { "Thu, 01 Jan 04 19:48:21 GMT", "2004-01-01T19:48:21Z" },
        { "Thu, 01 Jan 98 19:48:21 GMT", "1998-01-01T19:48:21Z" },
        { "01 Jan 2004 00:00:00 +0530", "2003-12-31T18:30:00Z" },
        { "1 January 2004 19:48 EST", "2004-01-02T00:48:00Z" },
        { "Thu, 1 Jan 2004 19:48:21", "2004-01-01T19:48:21Z" },
        { "Thu 01 Jan 2004", "2004-01-01T00:00:00Z" },
        { "Wed, 19 Aug 2009 18:28:00 Etc/GMT", "2009-08-19T18:28:00Z" },
        { "Wed, 19 Aug 2009 18:28:00 GMT+0100", "2009-08-19T17:28:00Z" },
        { "Wed, 19 Aug 2009 18:28:00 -0000", "2009-08-19T18:28:00Z" },
        { "Wed, 19 Aug 2009 18:28:00 +1:00", "2009-08-19T17:28:00Z" },
        { "Wednesday, 19-Aug-09 18:28:00 GMT", "2009-08-19T18:28:00Z" },
        { "Sun Jan  4 16:29:06 2004", "2004-01-04T16:29:06Z" },
        { "Sun Jan  4 16:29:06 PDT 2004", "2004-01-04T23:29:06Z" },
        { "January 5, 2004 3:07 pm", "2004-01-05T15:07:00Z" },
        { "January 5th, 2004 12:07 AM", "2004-01-05T00:07:00Z" },
        { "  Thu, 01 Jan 2004 19:48:21 GMT\n", "2004-01-01T19:48:21Z" },
        { "Thu, 31 Feb 2004 19:48:21 GMT", null },
        { "Thu, 01 Jan 2004 25:48:21 GMT", "2004-01-01T00:00:00Z" },
        { "yesterday", null },
        { "", null },
        { "0001-01-01T00:00:00+01:00", null },
        { "9999-12-31T23:59:59-23:00", null },
        { "1899-12-31", null },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void Parse_ADateAsFeedsWriteIt_IsTheInstantMeant(string text, string? expected) =>
        Assert.Equal(expected is null ? null : DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture), UpstreamDate.Parse(text));
}
