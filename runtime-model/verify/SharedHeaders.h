// The headers that many texts of one file begin with, parsed once for all of
// them.
#ifndef PREMAP_VERIFY_SHAREDHEADERS_H
#define PREMAP_VERIFY_SHAREDHEADERS_H

#include "verify/HeaderBodies.h"
#include "verify/InactiveText.h"
#include "verify/IrCompile.h"

#include <list>
#include <memory>
#include <string>

namespace clang {
class PrecompiledPreamble;
}

namespace premap::verify {

struct CompileSetup;

/// What the first directives of a file brought in, and how to go on from there.
struct ParsedHeaders {
  ParsedHeaders(HeaderBodies Bodies);
  ~ParsedHeaders();

  /// Lets \p Setup, of a text with the same beginning, start behind it.
  void use(CompileSetup &Setup) const;

  std::unique_ptr<clang::PrecompiledPreamble> Preamble;
  HeaderBodies Bodies;
  InactiveText Inactive;
};

/// Headers on the disk must stay as they are while it lives.
class SharedHeaders {
public:
  /// For the text that \p Setup compiles; null if its headers cannot be parsed
  /// apart from it. Valid until the next call.
  const ParsedHeaders *find(const Unit &U, const CompileSetup &Setup,
                            const std::set<std::string> &Keep, Constants Asked);

  unsigned parses() const { return Parses; }

private:
  struct Entry {
    std::string Key;
    std::unique_ptr<ParsedHeaders> Headers;
  };
  std::list<Entry> Entries; ///< used last in front
  unsigned Parses = 0;
};

} // namespace premap::verify

#endif
