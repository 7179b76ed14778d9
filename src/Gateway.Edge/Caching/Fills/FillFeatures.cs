using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Edge.Caching.Fills;

/// <summary>
/// The server's side of a request that no client made: what goes out to the origin, and a sink for what comes back. It
/// outlives every client that waits for it.
/// </summary>
internal sealed class FillFeatures :
    IHttpResponseFeature, IHttpResponseBodyFeature, IHttpResponseTrailersFeature, IHttpRequestLifetimeFeature, IHttpRequestBodyDetectionFeature, IHttpConnectionFeature, IDisposable
{
    private readonly CancellationTokenSource _abort = new();
    private readonly Func<FillFeatures, bool> _onHead;
    private readonly Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> _onContent;
    private readonly Stack<(Func<object, Task> Callback, object State)> _starting = new();
    private readonly Stack<(Func<object, Task> Callback, object State)> _completed = new();
    private PipeWriter? _writer;
    private bool _passes;

    /// <param name="onHead">Called once, with the head; says whether the content is wanted.</param>
    /// <param name="onContent">Takes content.</param>
    public FillFeatures(Func<FillFeatures, bool> onHead, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> onContent)
    {
        (_onHead, _onContent) = (onHead, onContent);
        RequestAborted = _abort.Token;
        Stream = new Sink(this);
    }

    public int StatusCode { get; set; } = StatusCodes.Status200OK;

    public string? ReasonPhrase { get; set; }

    public IHeaderDictionary Headers { get; set; } = new HeaderDictionary();

    public IHeaderDictionary Trailers { get; set; } = new HeaderDictionary();

    public bool HasStarted { get; private set; }

    public bool IsAborted => _abort.IsCancellationRequested;

    public Stream Body
    {
        get => Stream;
        set => throw new NotSupportedException();
    }

    public Stream Stream { get; }

    public PipeWriter Writer => _writer ??= PipeWriter.Create(Stream, new StreamPipeWriterOptions(leaveOpen: true));

    public CancellationToken RequestAborted { get; set; }

    public bool CanHaveBody { get; init; }

    public string ConnectionId { get; set; } = "fill";

    public IPAddress? RemoteIpAddress { get; set; }

    public IPAddress? LocalIpAddress { get; set; }

    public int RemotePort { get; set; }

    public int LocalPort { get; set; }

    public void OnStarting(Func<object, Task> callback, object state) => _starting.Push((callback, state));

    public void OnCompleted(Func<object, Task> callback, object state) => _completed.Push((callback, state));

    public void DisableBuffering()
    {
    }

    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        if (HasStarted)
            return;
        while (_starting.TryPop(out var starting))
            await starting.Callback(starting.State);
        HasStarted = true;
        _passes = _onHead(this);
    }

    public async Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default)
    {
        await using var file = File.OpenRead(path);
        file.Seek(offset, SeekOrigin.Begin);
        if (count is not null)
            throw new NotSupportedException("Nothing behind the edge sends parts of files.");
        await file.CopyToAsync(Stream, cancellationToken);
    }

    public async Task CompleteAsync()
    {
        await StartAsync();
        if (_writer is not null)
            await _writer.FlushAsync();
        while (_completed.TryPop(out var completed))
            await completed.Callback(completed.State);
    }

    public void Abort()
    {
        try
        {
            _abort.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has ended meanwhile.
        }
    }

    public void Dispose() => _abort.Dispose();

    private async ValueTask Write(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        await StartAsync(cancellation);
        if (_passes)
            await _onContent(bytes, cancellation);
    }

    private sealed class Sink(FillFeatures owner) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => owner.Write(buffer, cancellationToken);

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override Task FlushAsync(CancellationToken cancellationToken) => owner.StartAsync(cancellationToken);

        public override void Flush() => throw new NotSupportedException("Flush asynchronously.");

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Write asynchronously.");

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
