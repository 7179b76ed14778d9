using System.Collections.Frozen;
using System.Text;

namespace Gateway.Syndication.Upstream.Decoding;

/// <summary>Encodings by the labels that documents and servers write, read as browsers read them (WHATWG Encoding §4.2).</summary>
internal static class Charset
{
    // Where the label is a part of what is sent under it; all else goes by its own name.
    private static readonly FrozenDictionary<string, string> Meant = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["ascii"] = "windows-1252", ["us-ascii"] = "windows-1252", ["latin1"] = "windows-1252", ["latin-1"] = "windows-1252", ["l1"] = "windows-1252",
        ["iso-8859-1"] = "windows-1252", ["iso8859-1"] = "windows-1252", ["iso_8859-1"] = "windows-1252", ["cp1252"] = "windows-1252", ["x-cp1252"] = "windows-1252",
        ["iso-8859-9"] = "windows-1254", ["latin5"] = "windows-1254", ["iso-8859-11"] = "windows-874", ["tis-620"] = "windows-874",
        ["cp1250"] = "windows-1250", ["cp1251"] = "windows-1251", ["win-1251"] = "windows-1251", ["cp1253"] = "windows-1253", ["cp1254"] = "windows-1254",
        ["cp1255"] = "windows-1255", ["cp1256"] = "windows-1256", ["cp1257"] = "windows-1257", ["cp1258"] = "windows-1258", ["koi8r"] = "koi8-r", ["koi"] = "koi8-r",
        ["gb2312"] = "gb18030", ["gbk"] = "gb18030", ["gb_2312-80"] = "gb18030", ["x-gbk"] = "gb18030", ["cp936"] = "gb18030",
        ["sjis"] = "shift_jis", ["x-sjis"] = "shift_jis", ["windows-31j"] = "shift_jis", ["ms_kanji"] = "shift_jis", ["shift-jis"] = "shift_jis", ["cp932"] = "shift_jis",
        ["x-euc-jp"] = "euc-jp", ["euc-kr"] = "ks_c_5601-1987", ["korean"] = "ks_c_5601-1987", ["cp949"] = "ks_c_5601-1987", ["windows-949"] = "ks_c_5601-1987",
        ["big5-hkscs"] = "big5", ["cn-big5"] = "big5", ["utf8"] = "utf-8", ["unicode-1-1-utf-8"] = "utf-8", ["utf16"] = "utf-16", ["ucs-2"] = "utf-16", ["unicode"] = "utf-16",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The encoding of a label, which throws at bytes that are none of it; null where there is none.</summary>
    public static Encoding? Find(string label)
    {
        label = label.Trim(' ', '"', '\'', '\t', '\r', '\n');
        if (label.Length is 0 or > 40 || label.StartsWith("utf-7", StringComparison.OrdinalIgnoreCase))
            return null;
        var name = Meant.GetValueOrDefault(label, label);
        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(name, EncoderFallback.ReplacementFallback, DecoderFallback.ExceptionFallback)
                ?? Encoding.GetEncoding(name, EncoderFallback.ReplacementFallback, DecoderFallback.ExceptionFallback);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }
}
