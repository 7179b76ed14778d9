using System.Security.Cryptography;
using System.Text;

namespace Gateway.Grains.Addresses;

/// <summary>
/// The key of an id: itself, character for character (ids are compared so, RFC 4287 §4.2.6.1), or its SHA-256 where
/// it is too long for the key of a stored row. The two cannot be confused: an id begins with its scheme, http, https or urn.
/// </summary>
internal static class AddressKey
{
    private const int LengthMax = 256;

    public static string Of(string address) => address.Length <= LengthMax
        ? address
        : "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(address)));
}
