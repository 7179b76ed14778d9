namespace Gateway.Storage.AzureStorage.Tables;

/// <summary>Keys of rows, as the official providers make them.</summary>
internal static class TableKey
{
    private const int Longest = 1_023;

    /// <summary>A text without the characters that a key of a row may not have. Two texts may become one; the columns tell them apart.</summary>
    public static string Of(string text)
    {
        var key = text.Replace('/', '_').Replace('\\', '_').Replace('#', '_').Replace('?', '_');
        return key.Length <= Longest ? key : throw new ArgumentException($"A table's key holds {Longest} characters, not {key.Length}.", nameof(text));
    }
}
