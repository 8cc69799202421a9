// How two texts differ where nobody compiles them here, and what that has to do
// with a hook.
#ifndef PREMAP_VERIFY_INACTIVECHANGE_H
#define PREMAP_VERIFY_INACTIVECHANGE_H

#include "verify/HeaderNames.h"
#include "verify/InactiveText.h"

#include <map>
#include <optional>
#include <set>
#include <string>

namespace premap::verify {

/// What inactive branches say otherwise in the new text than in the old one.
struct InactiveChange {
  unsigned First = 0, Last = 0; ///< lines of the new text, around the change
  unsigned OldFirst = 0, OldLast = 0; ///< of the old text; 0: nothing is there
  std::set<std::string> Words;        ///< in either text, but for keywords
  /// Both texts only get or ask the mapping there, or set its flags, each in
  /// its own words.
  bool AsksMapping = false;
};
/// \p Became: words of the old text and what the change makes of them wherever
/// they stand, as of the name of a hook.
std::optional<InactiveChange>
changedInactive(const InactiveText &Old, const InactiveText &New,
                const std::map<std::string, std::string> &Became);

/// \p Names and what they use, through functions and macros of \p Text and, if
/// they are given, of headers.
std::set<std::string> reachedFrom(const std::set<std::string> &Names,
                                  const InactiveText &Text,
                                  const HeaderNames *Headers);

enum class Side { Old, New };

/// What \p Change has to do with what is \p Reached: words, and functions and
/// variables of \p Text, the one of that side, that it lies in.
std::set<std::string> usedOf(const InactiveChange &Change, Side Which,
                             const InactiveText &Text,
                             const std::set<std::string> &Reached);

} // namespace premap::verify

#endif
