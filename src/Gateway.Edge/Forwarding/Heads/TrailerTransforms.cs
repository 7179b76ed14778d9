using Microsoft.Extensions.Primitives;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace Gateway.Edge.Forwarding.Heads;

/// <summary>
/// Passes trailers on, but for those that the server would refuse: the content has gone out by then, and a recipient may leave
/// any trailer out (RFC 9110 §6.5.1).
/// </summary>
internal sealed class TrailerTransforms : ITransformProvider
{
    public void ValidateRoute(TransformRouteValidationContext context)
    {
    }

    public void ValidateCluster(TransformClusterValidationContext context)
    {
    }

    public void Apply(TransformBuilderContext context)
    {
        if (context.CopyResponseTrailers == false)
            return;

        // In YARP's place, so before whatever the operator makes of them.
        context.CopyResponseTrailers = false;
        context.ResponseTrailersTransforms.Insert(0, new Copy());
    }

    private sealed class Copy : ResponseTrailersTransform
    {
        public override ValueTask ApplyAsync(ResponseTrailersTransformContext context)
        {
            ArgumentNullException.ThrowIfNull(context);
            if (context.ProxyResponse is not { } answer)
                return default;

            foreach (var (name, lines) in answer.TrailingHeaders.NonValidated)
            {
                if (lines.All(FieldText.IsClean))
                    SetHeader(context, name, new StringValues([.. lines]));
            }

            return default;
        }
    }
}
