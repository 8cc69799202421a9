// What a person found out about single mutants, by reading the code.
#ifndef PREMAP_VERIFY_MUTANTS_KNOWNMUTANTS_H
#define PREMAP_VERIFY_MUTANTS_KNOWNMUTANTS_H

#include "verify/mutants/Mutants.h"

#include <map>
#include <string>
#include <tuple>

namespace premap::verify {

struct KnownMutant {
  enum Finding {
    Same,   ///< the mutant does what the text did
    Missed, ///< it does not, and the verifier is known to say that it does
    Alarm,  ///< it does, and the verifier may say that it does not
  };
  Finding What = Same;
  std::string Why;
};

/// A table of known mutants: one a line, of six columns between tabs: file,
/// function, kind, number, finding ("same", ..) and why.
class KnownMutants {
public:
  /// Throws std::runtime_error with the line that is wrong.
  static KnownMutants parse(const std::string &Table);

  /// What is known of \p M, a mutant of \p File; nullptr if nothing.
  const KnownMutant *find(const std::string &File, const Mutant &M) const;

  /// Those that find() was never asked for: what they speak of is gone.
  std::vector<std::string> unused() const;

private:
  using Key = std::tuple<std::string, std::string, std::string, unsigned>;
  struct Entry {
    KnownMutant Known;
    mutable bool Used = false;
  };
  std::map<Key, Entry> Entries;
};

} // namespace premap::verify

#endif
