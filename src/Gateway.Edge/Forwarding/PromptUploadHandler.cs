using System.Net;
using Gateway.Edge.Streams;

namespace Gateway.Edge.Forwarding;

/// <summary>
/// Sends each piece of a request's body on at once. The client of HTTP/2 keeps small pieces back until there are more: a
/// publisher that waits for a record's answer before it sends the next would wait for ever.
/// </summary>
internal sealed class PromptUploadHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Content is { } content)
            request.Content = new PromptContent(content);
        return base.SendAsync(request, cancellationToken);
    }

    private sealed class PromptContent : HttpContent
    {
        private readonly HttpContent _content;

        public PromptContent(HttpContent content)
        {
            _content = content;
            foreach (var header in content.Headers.NonValidated)
                Headers.TryAddWithoutValidation(header.Key, header.Value);
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            await using var prompt = new PromptStream(stream);
            await _content.CopyToAsync(prompt, context, cancellationToken);
        }

        // A declared length is in the headers; without one the body is as long as it is.
        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _content.Dispose();
            base.Dispose(disposing);
        }
    }

    /// <summary>Flushes after each write.</summary>
    private sealed class PromptStream(Stream stream) : WritingStream(stream)
    {
        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Inner.WriteAsync(buffer, cancellationToken);
            await Inner.FlushAsync(cancellationToken);
        }
    }
}
