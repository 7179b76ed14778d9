using System.Collections.Frozen;

namespace Gateway.Origin.Pages;

/// <summary>What languages call themselves.</summary>
internal static class LanguageNames
{
    private static readonly FrozenDictionary<string, string> Names = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["af"] = "Afrikaans",
        ["am"] = "አማርኛ",
        ["ar"] = "العربية",
        ["az"] = "Azərbaycanca",
        ["be"] = "Беларуская",
        ["bg"] = "Български",
        ["bn"] = "বাংলা",
        ["bs"] = "Bosanski",
        ["ca"] = "Català",
        ["ckb"] = "کوردی",
        ["cs"] = "Čeština",
        ["cy"] = "Cymraeg",
        ["da"] = "Dansk",
        ["de"] = "Deutsch",
        ["el"] = "Ελληνικά",
        ["en"] = "English",
        ["eo"] = "Esperanto",
        ["es"] = "Español",
        ["et"] = "Eesti",
        ["eu"] = "Euskara",
        ["fa"] = "فارسی",
        ["fi"] = "Suomi",
        ["fil"] = "Filipino",
        ["fr"] = "Français",
        ["ga"] = "Gaeilge",
        ["gl"] = "Galego",
        ["gu"] = "ગુજરાતી",
        ["ha"] = "Hausa",
        ["he"] = "עברית",
        ["hi"] = "हिन्दी",
        ["hr"] = "Hrvatski",
        ["hu"] = "Magyar",
        ["hy"] = "Հայերեն",
        ["id"] = "Bahasa Indonesia",
        ["is"] = "Íslenska",
        ["it"] = "Italiano",
        ["ja"] = "日本語",
        ["ka"] = "ქართული",
        ["kk"] = "Қазақша",
        ["km"] = "ខ្មែរ",
        ["kn"] = "ಕನ್ನಡ",
        ["ko"] = "한국어",
        ["ku"] = "Kurdî",
        ["ky"] = "Кыргызча",
        ["lo"] = "ລາວ",
        ["lt"] = "Lietuvių",
        ["lv"] = "Latviešu",
        ["mk"] = "Македонски",
        ["ml"] = "മലയാളം",
        ["mn"] = "Монгол",
        ["mr"] = "मराठी",
        ["ms"] = "Bahasa Melayu",
        ["mt"] = "Malti",
        ["my"] = "မြန်မာ",
        ["nb"] = "Norsk bokmål",
        ["ne"] = "नेपाली",
        ["nl"] = "Nederlands",
        ["nn"] = "Norsk nynorsk",
        ["no"] = "Norsk",
        ["pa"] = "ਪੰਜਾਬੀ",
        ["pl"] = "Polski",
        ["ps"] = "پښتو",
        ["pt"] = "Português",
        ["ro"] = "Română",
        ["ru"] = "Русский",
        ["si"] = "සිංහල",
        ["sk"] = "Slovenčina",
        ["sl"] = "Slovenščina",
        ["so"] = "Soomaali",
        ["sq"] = "Shqip",
        ["sr"] = "Српски",
        ["sv"] = "Svenska",
        ["sw"] = "Kiswahili",
        ["ta"] = "தமிழ்",
        ["te"] = "తెలుగు",
        ["th"] = "ไทย",
        ["tl"] = "Tagalog",
        ["tr"] = "Türkçe",
        ["ug"] = "ئۇيغۇرچە",
        ["uk"] = "Українська",
        ["ur"] = "اردو",
        ["uz"] = "Oʻzbekcha",
        ["vi"] = "Tiếng Việt",
        ["yi"] = "ייִדיש",
        ["zh"] = "中文",
        ["zh-hans"] = "简体中文",
        ["zh-cn"] = "简体中文",
        ["zh-sg"] = "简体中文",
        ["zh-hant"] = "繁體中文",
        ["zh-tw"] = "繁體中文",
        ["zh-hk"] = "繁體中文",
        ["zu"] = "isiZulu",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The name for people: with what the tag says beyond the language in brackets; the tag where it is unknown.</summary>
    /// <param name="tag">A BCP 47 tag.</param>
    public static string Of(string tag)
    {
        if (Names.TryGetValue(tag, out var whole))
            return whole;

        var dash = tag.IndexOf('-', StringComparison.Ordinal);
        return dash > 0 && Names.TryGetValue(tag[..dash], out var language) ? $"{language} ({tag[(dash + 1)..].ToUpperInvariant()})" : tag;
    }
}
