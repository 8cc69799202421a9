// Colours for text that a person reads on a terminal.
#ifndef PREMAP_TOOL_DELIVER_COLOUR_H
#define PREMAP_TOOL_DELIVER_COLOUR_H

#include "llvm/ADT/StringRef.h"

#include <string>

namespace premap {

enum class ColourMode {
  Auto, ///< if standard output is a terminal, and NO_COLOR is not set
  Always,
  Never,
};

/// For this process.
void setColour(ColourMode Mode);

/// Whether text on standard output has colours.
bool hasColour();

/// \p Text, a report or a patch of premap's, with what it says of its lines
/// shown by colours: verdicts, states, findings, and changes.
std::string coloured(llvm::StringRef Text);

} // namespace premap

#endif
