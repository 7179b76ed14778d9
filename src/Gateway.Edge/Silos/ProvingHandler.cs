using Gateway.HttpCaching.Fields;
using Gateway.Trust;

namespace Gateway.Edge.Silos;

/// <summary>A silo answers this edge nothing: it has seen the request's head, and done nothing.</summary>
internal sealed class SiloRefusedException(string silo, string reason) : HttpRequestException(HttpRequestError.ConnectionError, $"Silo {silo} {reason}.");

/// <summary>
/// Has each request to a silo prove the cluster's key. It stands where the silo is chosen already, so that no proof goes anywhere else,
/// and its field is in nothing that is cached.
/// </summary>
internal sealed class ProvingHandler(ClusterKeys keys, SiloTrouble trouble, TimeProvider time, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var address = request.RequestUri ?? throw new InvalidOperationException("A request without an address.");
        request.Headers.Remove(InternalFields.Proof);
        if (!keys.IsEmpty)
            request.Headers.TryAddWithoutValidation(InternalFields.Proof, keys.Prove(request.Method.Method, address.PathAndQuery, time.GetUtcNow()));

        HttpResponseMessage answer;
        try
        {
            answer = await base.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.SecureConnectionError)
        {
            trouble.Met(address.Authority, $"cannot be trusted, or does not trust this edge: {e.GetBaseException().Message}");
            throw;
        }

        if (!answer.Headers.NonValidated.TryGetValues(InternalFields.Refused, out var refusal))
        {
            trouble.Over(address.Authority);
            return answer;
        }

        var reason = Reason(refusal.ToString());
        answer.Dispose();
        trouble.Met(address.Authority, reason);
        throw new SiloRefusedException(address.Authority, reason);
    }

    private string Reason(string refusal) => refusal switch
    {
        "clock" => "refuses this edge, as their clocks are more than five minutes apart",
        _ when keys.IsEmpty => "refuses this edge: it asks for the key of its cluster, and Gateway:Cluster:Key is not set here",
        _ => "refuses this edge: it has another Gateway:Cluster:Key",
    };
}
