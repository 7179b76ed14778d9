using Microsoft.AspNetCore.Http;

namespace Gateway.Edge.Problems;

/// <summary>
/// Ends requests whose method only looks like one. Methods are case-sensitive (RFC 9110 §9.1), yet what forwards them here sends
/// <c>Head</c> as <c>HEAD</c>: what was asked for, what was proved and what is answered would be three things.
/// </summary>
internal sealed class MethodMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        var method = context.Request.Method;
        return string.Equals(method, HttpMethods.Get, StringComparison.Ordinal) || string.Equals(HttpMethod.Parse(method).Method, method, StringComparison.Ordinal)
            ? next(context)
            : ProxyProblem.UnknownMethod.Write(context);
    }
}
