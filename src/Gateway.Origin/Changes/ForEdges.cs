using System.Globalization;
using Gateway.Contracts.Changes;
using Gateway.HttpCaching.Fields;
using Gateway.Origin.Answers;
using Microsoft.AspNetCore.Http;

namespace Gateway.Origin.Changes;

/// <summary>What the origin says to edges alone, see <see cref="InternalFields"/>.</summary>
internal static class ForEdges
{
    /// <summary>Characters of a field: below what clients take as all fields together (64 KB).</summary>
    public const int GreatestField = 32 * 1024;

    /// <summary>Adds the fields of an answer, where it is an edge that asks.</summary>
    public static void Write(HttpContext context, Answer answer)
    {
        if ((answer.Keys.IsEmpty && answer.Changed is null) || !IsAsking(context.Request))
            return;

        var headers = context.Response.Headers;
        headers[InternalFields.Source] = answer.Source.ToString();
        if (!answer.Keys.IsEmpty)
            headers[InternalFields.Tags] = string.Join(", ", answer.Keys);
        if (answer.Revision is { } revision)
            headers[InternalFields.Revision] = revision.ToString(CultureInfo.InvariantCulture);
        if (answer.Changed is { } changed)
            headers[InternalFields.Changed] = changed;
    }

    /// <summary>Says that records stand between the lines of an answer, where it is an edge that asks.</summary>
    /// <returns>Whether it is.</returns>
    public static bool Announce(HttpContext context, IChangeJournal journal)
    {
        if (!IsAsking(context.Request))
            return false;

        context.Response.Headers[InternalFields.Source] = journal.Position.ToString();
        context.Response.Headers[InternalFields.Records] = "1";
        return true;
    }

    private static bool IsAsking(HttpRequest request) => request.Headers.ContainsKey(InternalFields.Edge);
}
