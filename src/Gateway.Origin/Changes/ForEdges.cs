using System.Collections.Immutable;
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
        if (Positions(answer.Sources) is { } positions)
            headers[InternalFields.Source] = positions;
        if (!answer.Keys.IsEmpty)
            headers[InternalFields.Tags] = string.Join(", ", answer.Keys);
        if (answer.Revision is { } revision)
            headers[InternalFields.Revision] = revision.ToString(CultureInfo.InvariantCulture);
        if (answer.Changed is { } changed)
            headers[InternalFields.Changed] = changed;
    }

    // Of each silo the earliest: what is made of several answers holds no more than the first of them. If one does not say where it
    // stood, nothing is said, and the edge takes the answer for what may be old.
    private static string? Positions(ImmutableArray<ChangePosition?> sources)
    {
        if (sources is [{ } only])
            return only.ToString();
        if (sources.IsEmpty || sources.Any(s => s is null))
            return null;
        return string.Join(", ", sources.OfType<ChangePosition>().GroupBy(p => (p.Silo, p.Epoch)).Select(g => g.MinBy(p => p.Sequence)));
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
