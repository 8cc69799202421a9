// The named differences between an mmap hook and its mmap_prepare form: data,
// one entry per difference, with its sentence, its condition and its pitfall.
#ifndef PREMAP_VERIFY_CATALOGUE_H
#define PREMAP_VERIFY_CATALOGUE_H

#include "verify/Verdict.h"

#include <string>
#include <string_view>
#include <vector>

namespace premap::verify {

enum class Weight {
  Named,  ///< permitted: listed, and the verdict says "with differences"
  Open,   ///< nothing was decided; the entry names the obstacle
  Refuted ///< the texts differ
};

struct CatalogueEntry {
  std::string_view Id;
  Weight Severity;
  std::string_view Sentence;  ///< for a driver author
  std::string_view Condition; ///< when the comparison uses it
  std::string_view Rule;      ///< "PM005" or ""
};

const std::vector<CatalogueEntry> &catalogue();

/// \p Id must be in the catalogue.
const CatalogueEntry &catalogueEntry(std::string_view Id);

/// The entry as it appears in a verdict; \p Detail follows the sentence.
Difference namedDifference(std::string_view Id, const std::string &Detail = "");

} // namespace premap::verify

#endif
