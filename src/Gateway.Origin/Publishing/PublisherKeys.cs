using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Primitives;

namespace Gateway.Origin.Publishing;

/// <summary>Who asks.</summary>
/// <param name="Name">As configured.</param>
/// <param name="IsOperator">Whether it may change or retract anything.</param>
internal sealed record Publisher(string Name, bool IsOperator);

/// <summary>The publishers' keys, of which only hashes are kept.</summary>
internal sealed class PublisherKeys
{
    private const int ShortestKey = 16;
    private const string HashPrefix = "sha256:";
    private readonly ImmutableArray<(byte[] Hash, Publisher Publisher)> keys;

    private PublisherKeys(ImmutableArray<(byte[] Hash, Publisher Publisher)> keys) => this.keys = keys;

    /// <summary>The keys, and one line per mistake, which names the configuration key and never the secret.</summary>
    public static (PublisherKeys Keys, ImmutableArray<string> Mistakes) Read(IEnumerable<KeyValuePair<string, PublisherOptions>> publishers)
    {
        var read = ImmutableArray.CreateBuilder<(byte[], Publisher)>();
        var mistakes = ImmutableArray.CreateBuilder<string>();
        var owners = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, options) in publishers.OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            var publisher = new Publisher(name, options.Operator);
            if (string.IsNullOrEmpty(options.Key) && string.IsNullOrEmpty(options.SecondKey))
                mistakes.Add($"{PublisherOptions.Section}:{name}:Key is missing.");
            Add(publisher, options.Key, "Key");
            Add(publisher, options.SecondKey, "SecondKey");
        }

        return (new PublisherKeys(read.ToImmutable()), mistakes.ToImmutable());

        void Add(Publisher publisher, string? secret, string member)
        {
            if (string.IsNullOrEmpty(secret))
                return;

            var path = $"{PublisherOptions.Section}:{publisher.Name}:{member}";
            if (Hash(secret) is not { } hash)
                mistakes.Add($"{path} must be at least {ShortestKey} visible ASCII characters, or {HashPrefix} and 64 hexadecimal digits.");
            else if (!owners.TryAdd(Convert.ToHexString(hash), path))
                mistakes.Add($"{path} is the same key as {owners[Convert.ToHexString(hash)]}.");
            else
                read.Add((hash, publisher));
        }
    }

    /// <summary>The publisher of <c>Authorization: Bearer KEY</c> (RFC 6750 §2.1); null where there is none.</summary>
    public Publisher? Find(StringValues authorization)
    {
        const string Scheme = "Bearer ";
        if (authorization.Count != 1 || authorization[0] is not { } value || !value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return null;

        // Each key is compared, and in constant time: how long it takes tells nothing about any of them.
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(value[Scheme.Length..].Trim()), hash);
        Publisher? found = null;
        foreach (var (known, publisher) in keys)
        {
            if (CryptographicOperations.FixedTimeEquals(known, hash))
                found = publisher;
        }

        return found;
    }

    private static byte[]? Hash(string secret)
    {
        if (secret.StartsWith(HashPrefix, StringComparison.OrdinalIgnoreCase))
        {
            var hex = secret[HashPrefix.Length..];
            return hex.Length == 2 * SHA256.HashSizeInBytes && hex.All(char.IsAsciiHexDigit) ? Convert.FromHexString(hex) : null;
        }

        return secret.Length >= ShortestKey && secret.All(c => c is > ' ' and <= '~') ? SHA256.HashData(Encoding.UTF8.GetBytes(secret)) : null;
    }
}
