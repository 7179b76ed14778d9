using System.Globalization;
using Gateway.HttpCaching.Fields;

namespace Gateway.Edge.Forwarding.Heads;

/// <summary>
/// Refuses answers of origins that a proxy may not pass on, and mends what it may: whichever way they go through the edge, and
/// whichever protocol they came by. Refused ones fail as a broken exchange does, with 502.
/// </summary>
internal sealed class AnswerHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        OriginExchange.Begin();
        var answer = await base.SendAsync(request, cancellationToken);
        if (FaultOf(answer) is { } fault)
        {
            answer.Dispose();
            throw new HttpRequestException(HttpRequestError.InvalidResponse, fault);
        }

        MendAge(answer);
        return answer;
    }

    private static string? FaultOf(HttpResponseMessage answer)
    {
        // RFC 9110 §15: of no class; as three digits "099" the client of .NET takes it all the same.
        if ((int)answer.StatusCode < 100)
            return "The answer's status has no class.";
        return answer.Content.Headers.NonValidated.TryGetValues("Content-Length", out var lengths) && !AnswerLength.IsSure([.. lengths])
            ? AnswerLength.Fault
            : null;
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
