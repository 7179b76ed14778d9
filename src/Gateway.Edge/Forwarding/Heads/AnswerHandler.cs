using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Gateway.HttpCaching.Fields;

namespace Gateway.Edge.Forwarding.Heads;

/// <summary>
/// Refuses answers of origins that a proxy may not pass on, and mends what it may: whichever way they go through the edge, and
/// whichever protocol they came by. Refused ones fail as a broken exchange does, with 502.
/// </summary>
internal sealed class AnswerHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private const string UnwantedContent = "The answer has content, which its status does not allow.";

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        OriginExchange.Begin();
        var answer = await base.SendAsync(request, cancellationToken);
        var isUsable = false;
        try
        {
            if ((FaultOf(answer) ?? FaultOfUnasked(request, answer) ?? await FaultOfContentAsync(answer, cancellationToken)) is { } fault)
                throw new HttpRequestException(HttpRequestError.InvalidResponse, fault);
            isUsable = true;
        }
        finally
        {
            if (!isUsable)
                answer.Dispose();
        }

        MendAge(answer);
        if (answer.ReasonPhrase is { } reason && !FieldText.IsClean(reason))
            answer.ReasonPhrase = null;
        return answer;
    }

    private static string? FaultOf(HttpResponseMessage answer)
    {
        // RFC 9110 §15: of no class; as three digits "099" the client of .NET takes it all the same.
        if ((int)answer.StatusCode < 100)
            return "The answer's status has no class.";
        answer.Content.Headers.NonValidated.TryGetValues("Content-Length", out var lengths);
        answer.Headers.NonValidated.TryGetValues("Transfer-Encoding", out var codings);
        if (AnswerFraming.FaultOf([.. lengths], [.. codings]) is { } fault)
            return fault;
        return AreClean(answer.Headers.NonValidated) && AreClean(answer.Content.Headers.NonValidated) ? null : FieldText.Fault;
    }

    // Statuses that answer a field of the request, which it did not have (RFC 9110 §15.2.2, §15.3.7, §15.4.5).
    private static string? FaultOfUnasked(HttpRequestMessage request, HttpResponseMessage answer)
    {
        var fields = request.Headers.NonValidated;
        return answer.StatusCode switch
        {
            HttpStatusCode.SwitchingProtocols when !fields.Contains("Upgrade") => "The answer changes the protocol, which was not asked for.",
            HttpStatusCode.PartialContent when request.Method == HttpMethod.Get && !fields.Contains("Range") => "The answer is a part, which was not asked for.",
            HttpStatusCode.NotModified when (request.Method == HttpMethod.Get || request.Method == HttpMethod.Head) && !fields.Contains("If-None-Match") && !fields.Contains("If-Modified-Since")
                => "The answer confirms what was not asked about.",
            _ => null,
        };
    }

    private static bool AreClean(HttpHeadersNonValidated fields)
    {
        foreach (var (_, lines) in fields)
        {
            foreach (var line in lines)
            {
                if (!FieldText.IsClean(line))
                    return false;
            }
        }

        return true;
    }

    // RFC 9110 §8.6, §15.3.5, §15.3.6, §15.4.5: the server lets none through, and no length of it, and breaks the connection off.
    private static async Task<string?> FaultOfContentAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        if (answer.StatusCode is not (HttpStatusCode.NoContent or HttpStatusCode.ResetContent or HttpStatusCode.NotModified))
            return null;

        var length = answer.Content.Headers.ContentLength;
        if (answer.StatusCode != HttpStatusCode.NotModified && length > 0)
            return UnwantedContent;
        // What the client keeps of the stream stays the one stream of the content.
        var content = await answer.Content.ReadAsStreamAsync(cancellationToken);
        if (await content.ReadAsync(new byte[1], cancellationToken) > 0)
            return UnwantedContent;
        if (answer.StatusCode == HttpStatusCode.NoContent)
            answer.Content.Headers.Remove("Content-Length");
        return null;
    }

    // What the edge cannot read as an age it ignores (RFC 9111 §5.1); nobody behind it should read another one there. One that
    // is too great counts as the greatest (§1.2.2).
    private static void MendAge(HttpResponseMessage answer)
    {
        if (!answer.Headers.NonValidated.TryGetValues("Age", out var lines))
            return;

        var age = AgeField.TryParse(lines.ToString(), out var seconds) ? seconds.ToString(CultureInfo.InvariantCulture) : null;
        if (lines.Count == 1 && string.Equals(lines.ToString(), age, StringComparison.Ordinal))
            return;
        answer.Headers.Remove("Age");
        if (age is not null)
            answer.Headers.TryAddWithoutValidation("Age", age);
    }
}
