namespace Gateway.Edge.Silos;

/// <summary>
/// Keeps the bodies of requests that may be sent to one silo after another (RFC 9110 §9.2.2): the client's own can be read once, and the
/// connection to a silo that stops may take part of it before it says that it takes none. Thread-safe.
/// </summary>
internal sealed class HeldBodies
{
    /// <summary>The longest that is kept, in bytes; what is longer is sent once.</summary>
    public const int Longest = 1_024 * 1_024;

    /// <summary>All together, in bytes.</summary>
    public const long Most = 64 * 1_024 * 1_024;

    private long _held;

    /// <summary>Reads a request's body and puts it in the place of what could be read once.</summary>
    /// <returns>Its length, which <see cref="Release"/> wants; null where it stays what it was.</returns>
    public async Task<int?> TryHoldAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        if (request.Content is not { Headers.ContentLength: > 0 and <= Longest } content)
            return null;
        var length = (int)content.Headers.ContentLength.Value;
        if (Interlocked.Add(ref _held, length) > Most)
        {
            Interlocked.Add(ref _held, -length);
            return null;
        }

        try
        {
            var held = new ByteArrayContent(await content.ReadAsByteArrayAsync(cancellation));
            foreach (var (name, values) in content.Headers.NonValidated)
                held.Headers.TryAddWithoutValidation(name, values);
            request.Content = held;
            return length;
        }
        catch
        {
            Release(length);
            throw;
        }
    }

    /// <summary>The request has its answer.</summary>
    public void Release(int length) => Interlocked.Add(ref _held, -length);
}
