using System.Globalization;

namespace Gateway.Syndication.Topics;

/// <summary>Hosts as names of topics: lower case, ASCII (RFC 5891 for others), dots kept, no port, no root dot.</summary>
internal static class SourceHost
{
    private static readonly IdnMapping Idn = new() { AllowUnassigned = true };

    /// <summary>The host in normal form; null where it is none.</summary>
    public static string? Normalize(string host)
    {
        // A name has at most 253 characters (RFC 1035 §2.3.4); in another script fewer still.
        var name = host.Trim('[', ']').TrimEnd('.');
        if (name.Length is 0 or > 253)
            return null;

        if (!System.Text.Ascii.IsValid(name))
        {
            try
            {
                name = Idn.GetAscii(Text.Nfc.Normalize(name).ToLowerInvariant());
            }
            catch (ArgumentException)
            {
                return null;
            }
        }

        return Uri.CheckHostName(name) is UriHostNameType.Unknown or UriHostNameType.Basic || name.Contains('%', StringComparison.Ordinal)
            ? null
            : name.ToLowerInvariant();
    }
}
