using System.Buffers;
using Gateway.HttpCaching.Codings;
using Gateway.HttpCaching.Fields;
using Gateway.Origin.Answers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Gateway.Origin.Publishing;

/// <summary>The body of a request that carries one record: its type, coding and size are checked before it is parsed.</summary>
internal static class RecordBody
{
    private const string AcceptedCodings = "gzip, br, zstd";

    /// <summary>The decoded body, or why there is none.</summary>
    public static async Task<(ReadOnlyMemory<byte> Body, Answer? Refusal)> ReadAsync(HttpRequest request, int limit)
    {
        if (!IsJson(request.ContentType))
            return (default, Answer.Refuse(StatusCodes.Status415UnsupportedMediaType, "The record must be sent as application/json, in UTF-8.", "Content-Type"));
        if (Coding(request.Headers.ContentEncoding) is not { } coding)
            return (default, UnknownCoding());
        if (request.ContentLength > limit)
            return (default, TooLarge(limit));

        var encoded = request.Body;
        var decoded = Encoder.Decode(coding, encoded);
        try
        {
            return await ReadAsync(decoded, limit, request.HttpContext.RequestAborted);
        }
        catch (Exception e) when (coding != ContentCoding.Identity && IsUndecodable(e))
        {
            return (default, Undecodable(coding));
        }
        catch (IOException e) when (e is not BadHttpRequestException)
        {
            // The client's affair, and no problem of the gateway's to log.
            return (default, Answer.Refuse(StatusCodes.Status400BadRequest, "The body did not arrive whole."));
        }
        finally
        {
            if (!ReferenceEquals(decoded, encoded))
                await decoded.DisposeAsync();
        }
    }

    /// <summary>The one coding of a body; null where it is unknown or there are several.</summary>
    public static ContentCoding? Coding(StringValues field)
    {
        var names = HttpList.Split(field).ToArray();
        return names.Length switch
        {
            0 => ContentCoding.Identity,
            1 => ContentCodings.Parse(names[0]),
            _ => null,
        };
    }

    /// <summary>RFC 9110 §15.5.16: the codings that would do.</summary>
    public static Answer UnknownCoding() =>
        Answer.Refuse(StatusCodes.Status415UnsupportedMediaType, "The content coding is not supported.", "Content-Encoding") with
        {
            Fields = [(HeaderNames.AcceptEncoding, AcceptedCodings)],
        };

    /// <summary>Whether a decoder failed because of what it was given.</summary>
    public static bool IsUndecodable(Exception exception) =>
        exception is InvalidDataException or EndOfStreamException or ZstdSharp.ZstdException or InvalidOperationException;

    /// <summary>The body is not what <c>Content-Encoding</c> says.</summary>
    public static Answer Undecodable(ContentCoding coding) =>
        Answer.Refuse(StatusCodes.Status400BadRequest, $"The body is not {coding.Name()}, or is cut off.", "Content-Encoding");

    private static Answer TooLarge(int limit) =>
        Answer.Refuse(StatusCodes.Status413PayloadTooLarge, $"The record is larger than {limit} bytes.");

    private static async Task<(ReadOnlyMemory<byte> Body, Answer? Refusal)> ReadAsync(Stream body, int limit, CancellationToken cancellation)
    {
        var buffer = new ArrayBufferWriter<byte>(16 * 1024);
        while (true)
        {
            // One byte more than allowed is enough to know.
            var room = buffer.GetMemory(Math.Min(16 * 1024, limit + 1 - buffer.WrittenCount));
            var read = await body.ReadAsync(room, cancellation);
            if (read == 0)
                return (buffer.WrittenMemory, null);

            buffer.Advance(read);
            if (buffer.WrittenCount > limit)
                return (default, TooLarge(limit));
        }
    }

    private static bool IsJson(string? contentType)
    {
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type))
            return false;

        var charset = type.Charset.Value?.Trim('"');
        return type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            && (charset is null || charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase));
    }
}
