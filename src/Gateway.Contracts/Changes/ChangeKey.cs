using System.Security.Cryptography;
using System.Text;

namespace Gateway.Contracts.Changes;

/// <summary>
/// The names by which changes are told: of letters, digits and <c>-._~%:*</c> only, so that they may stand in a list in an
/// HTTP field; at most some 80 characters. The same name for the same thing on every silo, in every version.
/// </summary>
public static class ChangeKey
{
    /// <summary>Any of the lists of names.</summary>
    public const string Directory = "directory";

    /// <summary>Everything: where the changed keys are too many to be told.</summary>
    public const string Any = "*";

    private const int GreatestLength = 64;

    /// <summary>A topic's feeds and pages, but for its archives.</summary>
    /// <param name="topic">The topic's key.</param>
    public static string Topic(string topic) => "topic:" + Encode(topic);

    /// <summary>
    /// A topic's archives: an article edited, moved, retracted, or new and dated back changes one of them, and with it what
    /// the old addresses of it lead to.
    /// </summary>
    /// <param name="topic">The topic's key.</param>
    public static string Archives(string topic) => "archives:" + Encode(topic);

    /// <summary>An article in all its formats.</summary>
    /// <param name="slug">Its slug, in NFC.</param>
    public static string Article(string slug) => "article:" + Encode(slug);

    // A name of 200 characters can become 2,400, and an article may have some hundreds: too much for a field. The hash is
    // one that nobody can find a second name for.
    private static string Encode(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var encoded = name.Length <= GreatestLength ? Uri.EscapeDataString(name) : null;
        return encoded?.Length <= GreatestLength ? encoded : "*" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16));
    }
}
