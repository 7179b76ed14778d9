namespace Gateway.Commands.Import;

/// <summary>What an import tells while it runs. Called from several threads.</summary>
internal interface IImportReport
{
    /// <summary>A line was read; called in the order of the files, before anything else is said of it.</summary>
    void Read(ImportLine line);

    /// <summary>A record was published.</summary>
    void Accepted(ImportLine line);

    /// <summary>A record was refused.</summary>
    void Rejected(ImportLine line, BulkAnswer answer);

    /// <summary>The connection broke: what became of these is not known.</summary>
    void Unknown(IReadOnlyList<ImportLine> lines, Exception broken);

    /// <summary>The gateway has no room for so many records now; they will be sent again.</summary>
    void Waiting(int records);

    /// <summary>Nothing more comes.</summary>
    void Complete();
}
