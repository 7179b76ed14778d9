using System.IO.Pipelines;
using Gateway.Edge.Streams;
using Gateway.HttpCaching.Store;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Edge.Caching.Answers;

/// <summary>
/// Passes an answer on as it comes and keeps a copy, once it is known to be worth one. Costs an answer that is not a call
/// more per piece.
/// </summary>
internal sealed class TeeBody(IHttpResponseBodyFeature inner, long largest) : IHttpResponseBodyFeature
{
    private StoredBodyWriter? _copy;
    private Stream? _stream;
    private bool _isUsable = true;

    public Stream Stream => _stream ??= new TeeStream(this, inner.Stream);

    public PipeWriter Writer
    {
        get
        {
            // What goes this way is the edge's own word, of which nothing is kept.
            _isUsable = false;
            return inner.Writer;
        }
    }

    /// <summary>Begins to keep what comes.</summary>
    public void Keep() => _copy = new StoredBodyWriter();

    /// <summary>What came; null where it was not kept, or not whole.</summary>
    public StoredBody? Take() => _isUsable ? _copy?.Complete() : null;

    public void DisableBuffering() => inner.DisableBuffering();

    public Task StartAsync(CancellationToken cancellationToken = default) => inner.StartAsync(cancellationToken);

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default)
    {
        _isUsable = false;
        return inner.SendFileAsync(path, offset, count, cancellationToken);
    }

    public Task CompleteAsync() => inner.CompleteAsync();

    private void Copy(ReadOnlySpan<byte> bytes)
    {
        if (!_isUsable || _copy is null)
            return;
        if (_copy.Written + bytes.Length > largest)
            (_isUsable, _copy) = (false, null);
        else
            _copy.Write(bytes);
    }

    private sealed class TeeStream(TeeBody owner, Stream stream) : WritingStream(stream)
    {
        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            // In this order: writing begins the answer, which decides whether it is kept.
            await Inner.WriteAsync(buffer, cancellationToken);
            owner.Copy(buffer.Span);
        }
    }
}
