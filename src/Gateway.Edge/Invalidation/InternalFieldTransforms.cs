using Gateway.Edge.Caching.Fills;
using Gateway.Edge.Forwarding;
using Gateway.HttpCaching.Fields;
using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace Gateway.Edge.Invalidation;

/// <summary>
/// Keeps the fields that edge and origin exchange between the two (<see cref="InternalFields"/>): no client's and no other
/// origin's reaches the gateway, none leaves it. Hears what publishers changed, before they do.
/// </summary>
internal sealed class InternalFieldTransforms(ReadYourWrites writes, EdgeIdentity identity) : ITransformProvider
{
    public void ValidateRoute(TransformRouteValidationContext context)
    {
    }

    public void ValidateCluster(TransformClusterValidationContext context)
    {
    }

    public void Apply(TransformBuilderContext context)
    {
        var isOrigin = OriginProxyConfigProvider.IsOrigin(context.Cluster?.ClusterId);
        context.AddRequestTransform(request =>
        {
            // Those that an operator's route sets, too.
            foreach (var name in request.ProxyRequest.Headers.NonValidated.Select(h => h.Key).Where(InternalFields.Contains).ToList())
                request.ProxyRequest.Headers.Remove(name);
            if (isOrigin)
                request.ProxyRequest.Headers.TryAddWithoutValidation(InternalFields.Edge, identity.Name);
            return default;
        });
        context.AddResponseTransform(async response =>
        {
            if (response.ProxyResponse is not { } answer)
                return;
            var headers = response.HttpContext.Response.Headers;
            var source = headers[InternalFields.Source].ToString();
            var changed = headers[InternalFields.Changed].ToString();
            var hasRecords = headers.ContainsKey(InternalFields.Records);
            // The cache reads what else the origin says of an answer, and takes it out itself.
            if (!isOrigin || !FillContext.IsFill(response.HttpContext))
                Remove(headers);
            if (!isOrigin)
                return;
            if (hasRecords)
                answer.Content = new RecordContent(answer.Content, record => writes.HeardAsync(source, record));
            if (changed.Length > 0)
                await writes.HeardAsync(source, changed);
        });
        context.AddResponseTrailersTransform(static response =>
        {
            if (response.HttpContext.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpResponseTrailersFeature>() is { Trailers: { IsReadOnly: false } trailers })
                Remove(trailers);
            return default;
        });
    }

    private static void Remove(IHeaderDictionary headers)
    {
        List<string>? names = null;
        foreach (var (name, _) in headers)
        {
            if (InternalFields.Contains(name))
                (names ??= []).Add(name);
        }

        foreach (var name in names ?? [])
            headers.Remove(name);
    }
}
