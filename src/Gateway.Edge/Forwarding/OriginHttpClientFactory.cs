using System.Net;
using System.Text;
using Gateway.Edge.Forwarding.Heads;
using Gateway.Edge.Silos;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Edge.Forwarding;

/// <summary>Connects to the origin, over its socket where it has one; the operator's clusters connect as YARP does.</summary>
internal sealed class OriginHttpClientFactory(EdgeOrigin origin, SiloConnector connector, SiloTable silos, IOptions<EdgeOptions> options, SiloMetrics metrics, TimeProvider time, ILogger<SiloHandler> logger) : ForwarderHttpClientFactory
{
    protected override void ConfigureHandler(ForwarderHttpClientContext context, SocketsHttpHandler handler)
    {
        base.ConfigureHandler(context, handler);
        handler.ConnectTimeout = options.Value.ConnectTimeout;
        // Byte for byte (RFC 9110 §5.5): one reader whose User-Agent is no ASCII must get its answer, not a 502.
        handler.RequestHeaderEncodingSelector ??= static (_, _) => Encoding.Latin1;
        handler.ResponseHeaderEncodingSelector ??= static (_, _) => Encoding.Latin1;
        if (!OriginProxyConfigProvider.IsOrigin(context.ClusterId))
        {
            handler.PlaintextStreamFilter = static (connection, _) => ValueTask.FromResult<Stream>(
                connection.NegotiatedHttpVersion == HttpVersion.Version11 ? new HeadReader(connection.PlaintextStream) : connection.PlaintextStream);
            return;
        }

        handler.EnableMultipleHttp2Connections = true;
        handler.KeepAlivePingDelay = TimeSpan.FromSeconds(15);
        handler.KeepAlivePingTimeout = TimeSpan.FromSeconds(15);
        handler.KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests;
        handler.InitialHttp2StreamWindowSize = 1_024 * 1_024;
        connector.Use(handler);
    }

    protected override HttpMessageHandler WrapHandler(ForwarderHttpClientContext context, HttpMessageHandler handler)
    {
        if (!origin.Seeds.IsEmpty && OriginProxyConfigProvider.IsOrigin(context.ClusterId))
            handler = new SiloHandler(silos, options.Value, metrics, time, logger, connector.Proving(handler));
        var wrapped = new AnswerHandler(base.WrapHandler(context, handler));
        return string.Equals(context.ClusterId, OriginProxyConfigProvider.BulkId, StringComparison.Ordinal) ? new PromptUploadHandler(wrapped) : wrapped;
    }
}
