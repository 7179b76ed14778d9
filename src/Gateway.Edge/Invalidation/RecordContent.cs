using System.Net;

namespace Gateway.Edge.Invalidation;

/// <summary>A bulk answer without the records between its lines.</summary>
/// <param name="inner">The answer as it comes from the origin.</param>
/// <param name="heard">Called with each record; the lines behind it wait for it.</param>
internal sealed class RecordContent(HttpContent inner, Func<string, Task> heard) : HttpContent
{
    /// <inheritdoc />
    protected override async Task<Stream> CreateContentReadStreamAsync() => new RecordStream(await inner.ReadAsStreamAsync(), heard);

    /// <inheritdoc />
    protected override async Task<Stream> CreateContentReadStreamAsync(CancellationToken cancellationToken) =>
        new RecordStream(await inner.ReadAsStreamAsync(cancellationToken), heard);

    /// <inheritdoc />
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await using var records = await CreateContentReadStreamAsync();
        await records.CopyToAsync(stream);
    }

    /// <inheritdoc />
    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}
