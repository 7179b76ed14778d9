namespace Gateway.Syndication.Upstream.Markup;

/// <summary>Which prefix stands for which vocabulary, where the reader is (Namespaces in XML 1.0, §6.1).</summary>
internal sealed class NamespaceScope
{
    // A document declares a dozen; each look goes through them all.
    private const int Most = 100;

    private readonly List<(int Depth, string Prefix, Vocabulary Vocabulary)> _declared = [];

    /// <summary>Takes the declarations of an element at a depth.</summary>
    public void Enter(int depth, List<MarkupAttribute> attributes)
    {
        foreach (var (name, value) in attributes)
        {
            if (!name.StartsWith("xmlns", StringComparison.OrdinalIgnoreCase) || _declared.Count >= Most)
                continue;
            if (name.Length == 5)
                _declared.Add((depth, "", Vocabularies.OfAddress(value)));
            else if (name[5] == ':')
                _declared.Add((depth, name[6..].ToLowerInvariant(), Vocabularies.OfAddress(value)));
        }
    }

    /// <summary>Forgets what elements at this depth and below declared.</summary>
    public void Leave(int depth)
    {
        while (_declared.Count > 0 && _declared[^1].Depth >= depth)
            _declared.RemoveAt(_declared.Count - 1);
    }

    public Vocabulary Resolve(string prefix)
    {
        for (var i = _declared.Count - 1; i >= 0; i--)
        {
            if (string.Equals(_declared[i].Prefix, prefix, StringComparison.Ordinal))
                return _declared[i].Vocabulary;
        }

        return Vocabularies.OfPrefix(prefix);
    }
}
