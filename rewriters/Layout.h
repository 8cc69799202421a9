// Kernel indentation and line breaks for the lines that a conversion changes,
// and for no others.
#ifndef PREMAP_REWRITERS_LAYOUT_H
#define PREMAP_REWRITERS_LAYOUT_H

#include "rewriters/SourceText.h"

#include <string>
#include <vector>

namespace premap {

/// Text that takes the place of a range of one file.
struct Replacement {
  Range Where;
  std::string Text;
};

/// White space up to display column \p Column: tabs of 8, then spaces.
std::string indentTo(unsigned Column);

/// \p Text with every run of white space that has a line break as one space.
std::string joinLines(std::string_view Text);

/// The part \p Where of \p S with those of \p Replacements that are inside of
/// it. A replacement that contains others takes their place too.
std::string render(const SourceText &S, Range Where,
                   const std::vector<Replacement> &Replacements);

/// Like render(), and continuation lines that were aligned to a parenthesis
/// which moves, move along.
std::string renderAligned(const SourceText &S, Range Where,
                          const std::vector<Replacement> &Replacements);

/// \p New with those lines broken that grew beyond 80 columns: lines that \p
/// Old does not have, unless \p Old had one as long in their place.
std::string breakLongLines(const std::string &Old, const std::string &New);

/// \p New without the braces around a single statement whose `if` took several
/// lines in \p Old and takes one now: they stood there for the long head.
std::string dropNeedlessBraces(const std::string &Old, std::string New);

/// The text between \p Name's end and the entry's value, for an entry of an ops
/// table whose member becomes \p NewName: keeps the table's columns. \p Name
/// and \p Value are ranges of \p S.
Replacement renameTableMember(const SourceText &S, Range Name, Range Value,
                              const std::string &NewName);

/// "(struct vm_area_desc *desc)" behind a name that ends at \p Column, broken
/// if \p Tail columns behind it do not fit into 80. \p Name "" for none.
std::string parameterList(const SourceText &S, unsigned Column,
                          const std::string &Name, unsigned Tail);

/// The list that opens at token \p Open of \p S, of an inner hook: with the
/// descriptor \p Desc in the place of the VMA, and without the file, which is
/// the descriptor's. The name before it ends at \p Column.
std::string innerParameters(const SourceText &S, size_t Open, unsigned Column,
                            const std::string &Desc, unsigned Tail);

} // namespace premap

#endif
