using System.Security.Cryptography;
using System.Text;

namespace Gateway.Storage.AzureStorage.Blobs;

/// <summary>
/// The name of a state's blob: the official provider's. It stops at the 1,024 characters that a name may have; here the end of a longer one
/// is its hash.
/// </summary>
internal static class BlobName
{
    private const int Longest = 1_024;
    private const string Extension = ".json";

    public static string Of(string stateName, GrainId grainId)
    {
        var name = $"{stateName}-{grainId}{Extension}";
        if (name.Length <= Longest)
            return name;

        var end = "-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name))) + Extension;
        var length = Longest - end.Length;
        return name[..(char.IsHighSurrogate(name[length - 1]) ? length - 1 : length)] + end;
    }
}
