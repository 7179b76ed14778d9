using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Origin.Answers;

/// <summary>
/// What is left of a request's body once the request is answered. A client that is still sending when its connection closes
/// may never see the answer (RFC 9112 §9.6), and one that sends its next request on the connection would lose that too: so
/// a body of ordinary size is read to its end, and thrown away.
/// </summary>
internal static class UnreadBody
{
    /// <summary>What is read at most, in bytes; past it the connection closes.</summary>
    internal const int Limit = 8 * 1024 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Sends the answer off, then reads the rest of the body, for a moment.</summary>
    public static async Task DrainAsync(HttpContext context, TimeProvider time)
    {
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: true } || context.Request.ContentLength > Limit)
            return;
        // Who asked before sending (RFC 9110 §10.1.1) has been told not to.
        if (context.Request.Headers.Expect.Count > 0)
            return;

        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, context.RequestAborted);
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            await context.Response.Body.FlushAsync(either.Token);
            var left = Limit;
            while (left > 0 && await context.Request.Body.ReadAsync(buffer, either.Token) is > 0 and var read)
                left -= read;
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or BadHttpRequestException)
        {
            // Whoever sends no more, or sends rubbish, has its answer already.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
