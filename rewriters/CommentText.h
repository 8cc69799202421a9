// Comments of a conversion: what they say of the hook by its name, and of its
// parameters.
#ifndef PREMAP_REWRITERS_COMMENTTEXT_H
#define PREMAP_REWRITERS_COMMENTTEXT_H

#include "rewriters/Session.h"

#include <string_view>
#include <vector>

namespace premap {

/// Places of the identifier \p Word in \p Text.
std::vector<size_t> wordsIn(std::string_view Text, std::string_view Word);

/// The comment that ends right in front of \p Offset, at most so many line ends
/// before; null if none does.
const Range *commentBefore(const SourceText &T, unsigned Offset, int Lines = 1);

/// Comments of \p Path that name the hook \p F; those in \p F and the one in
/// front of it speak of the descriptor where they spoke of the VMA it got.
void convertComments(Session &S, Subject &F, const std::string &Path);

} // namespace premap

#endif
