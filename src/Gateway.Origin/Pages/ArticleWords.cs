using System.Collections.Frozen;

namespace Gateway.Origin.Pages;

/// <summary>What an article's page says of its own accord, in the article's language where that is known here.</summary>
/// <param name="Updated">Before the instant of the last change.</param>
/// <param name="OriginalBefore">The link to the original, before the name of its site.</param>
/// <param name="OriginalAfter">The same, after it.</param>
/// <param name="Topics">Above the topics.</param>
/// <param name="Entities">Above the people, places and things.</param>
/// <param name="Lists">Above the source's and the language's lists.</param>
/// <param name="Formats">Above the alternates.</param>
/// <param name="PlainText">The format.</param>
internal sealed record ArticleWords(
    string Updated, string OriginalBefore, string OriginalAfter, string Topics, string Entities, string Lists, string Formats, string PlainText)
{
    private static readonly ArticleWords Simplified = new("更新于", "在 ", " 阅读原文", "主题", "本文提及", "更多文章", "其他格式", "纯文本");

    private static readonly ArticleWords Traditional = new("更新於", "在 ", " 閱讀原文", "主題", "本文提及", "更多文章", "其他格式", "純文字");

    private static readonly FrozenDictionary<string, ArticleWords> Known = new Dictionary<string, ArticleWords>(StringComparer.OrdinalIgnoreCase)
    {
        ["ar"] = new("آخر تحديث", "اقرأ المقال الأصلي في ", "", "المواضيع", "في هذا المقال", "المزيد من", "صيغ أخرى", "نص عادي"),
        ["de"] = new("Aktualisiert", "Das Original lesen bei ", "", "Themen", "In diesem Artikel", "Mehr von", "Andere Formate", "Nur Text"),
        ["el"] = new("Ενημερώθηκε", "Διαβάστε το πρωτότυπο στο ", "", "Θέματα", "Σε αυτό το άρθρο", "Περισσότερα από", "Άλλες μορφές", "Απλό κείμενο"),
        ["en"] = new("Updated", "Read the original at ", "", "Topics", "In this article", "More from", "Other formats", "Plain text"),
        ["es"] = new("Actualizado", "Leer el original en ", "", "Temas", "En este artículo", "Más de", "Otros formatos", "Texto sin formato"),
        ["fr"] = new("Mise à jour", "Lire l’original sur ", "", "Thèmes", "Dans cet article", "Voir aussi", "Autres formats", "Texte brut"),
        ["he"] = new("עודכן", "למקור באתר ", "", "נושאים", "בכתבה זו", "עוד מאת", "תבניות נוספות", "טקסט פשוט"),
        ["hi"] = new("अद्यतन", "", " पर मूल लेख पढ़ें", "विषय", "इस लेख में", "और लेख", "अन्य प्रारूप", "सादा पाठ"),
        ["ja"] = new("更新", "", " で原文を読む", "トピック", "この記事に登場", "ほかの記事", "ほかの形式", "プレーンテキスト"),
        ["ko"] = new("수정", "", "에서 원문 읽기", "주제", "이 기사에서", "다른 기사", "다른 형식", "일반 텍스트"),
        ["pt"] = new("Atualizado", "Ler o original em ", "", "Temas", "Neste artigo", "Mais de", "Outros formatos", "Texto simples"),
        ["ru"] = new("Обновлено", "Читать оригинал на ", "", "Темы", "В этой статье", "Другие статьи", "Другие форматы", "Простой текст"),
        ["zh"] = Simplified,
        ["zh-Hans"] = Simplified,
        ["zh-Hant"] = Traditional,
        ["zh-TW"] = Traditional,
        ["zh-HK"] = Traditional,
        ["zh-MO"] = Traditional,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The words for a language, and the language that they are in: English where it is unknown.</summary>
    /// <param name="tag">A BCP 47 tag.</param>
    public static (ArticleWords Words, string Language) For(string tag)
    {
        // From the whole tag to its language (RFC 4647 §3.4), but never across a script: who reads "ar-Latn" may not read "ar".
        for (var rest = tag; rest.Length > 0; rest = rest[..Math.Max(0, rest.LastIndexOf('-'))])
        {
            if (Known.TryGetValue(rest, out var words))
                return (words, tag);
            if (rest[(rest.LastIndexOf('-') + 1)..] is { Length: 4 } subtag && subtag.All(char.IsAsciiLetter))
                break;
        }

        return (Known[PageText.Language], PageText.Language);
    }
}
