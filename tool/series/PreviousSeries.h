// The version of a series before this one, as its folder has it.
#ifndef PREMAP_TOOL_SERIES_PREVIOUSSERIES_H
#define PREMAP_TOOL_SERIES_PREVIOUSSERIES_H

#include "tool/series/ScratchRepository.h"
#include "tool/series/SeriesWriter.h"

#include "llvm/Support/Error.h"

#include <string>
#include <vector>

namespace premap {

struct PreviousHandler {
  std::string Id;
  std::vector<std::string> Tables; ///< "file:variable"
};

struct PreviousPatch {
  std::string File, Subject, Text;
  std::vector<PreviousHandler> Handlers;
};

struct PreviousSeries {
  unsigned Version = 1;
  std::string Base; ///< commit, "" outside of git
  std::vector<PreviousPatch> Patches;
};

/// Reads series.json and the mails of \p Folder. The error names the file.
llvm::Expected<PreviousSeries> readPreviousSeries(const std::string &Folder);

/// The patch of \p Before that converts the first handler of \p Patch, or null.
const PreviousPatch *sameIn(const PreviousSeries &Before,
                            const SeriesPatch &Patch);

/// The conversions of \p Before that \p Now does not have, and why: upstream
/// has made them, they cannot be made any more, the handler is gone.
std::vector<LeftOut> droppedSince(const PreviousSeries &Before,
                                  const Series &Now, const ScanResult &Scan);

/// The commits of \p Before in \p Scratch, by \p By, of which the last is
/// returned. They begin at its base, else at the one of \p Scratch, which is
/// then where \p Base is set to. Fails if a mail does not apply there.
llvm::Expected<std::string> commitsOf(const PreviousSeries &Before,
                                      ScratchRepository &Scratch,
                                      const Authorship &By, std::string &Base);

/// "Changes since v1:" with a line for each patch, for the sender to complete.
std::string changesSince(const PreviousSeries &Before, const Series &Now);

} // namespace premap

#endif
