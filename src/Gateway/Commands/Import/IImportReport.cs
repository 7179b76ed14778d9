namespace Gateway.Commands.Import;

/// <summary>What an import tells while it runs. Called from several threads.</summary>
internal interface IImportReport
{
    /// <summary>A record was answered.</summary>
    void Progressed();

    /// <summary>A record was refused.</summary>
    void Rejected(ImportLine line, BulkAnswer answer);

    /// <summary>The connection broke: what became of these is not known.</summary>
    void Unknown(IReadOnlyList<ImportLine> lines, Exception broken);

    /// <summary>The gateway has no room for so many records now; they will be sent again.</summary>
    void Waiting(int records);
}
