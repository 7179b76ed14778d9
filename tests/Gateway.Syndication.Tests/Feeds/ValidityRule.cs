using System.Xml.Linq;

namespace Gateway.Syndication.Tests.Feeds;

/// <summary>A rule that feed validators check.</summary>
/// <param name="Id">Stable: format and number.</param>
/// <param name="Rule">What must hold.</param>
/// <param name="Section">Where it is written.</param>
/// <param name="Violations">What of a document (an <c>rss</c> or <c>feed</c> element) breaks it.</param>
/// <param name="Break">Makes a sound document break it: a rule that cannot fail checks nothing.</param>
public sealed record ValidityRule(string Id, string Rule, string Section, Func<XElement, IEnumerable<object?>> Violations, Action<XElement> Break)
{
    public override string ToString() => $"{Id} ({Section}): {Rule}";
}
