// What the words of code that nobody compiles say, the same for code that has
// a vma and for code that has a desc.
#ifndef PREMAP_VERIFY_INACTIVEPHRASES_H
#define PREMAP_VERIFY_INACTIVEPHRASES_H

#include <set>
#include <string>
#include <vector>

namespace premap::verify {

struct PlacedWord {
  unsigned Line;
  std::string Word;
  std::string Means; ///< the same for both texts
};

/// What a word of a vma's code is called in a desc's: its members go by theirs.
std::string asOfDesc(const std::string &Word);

/// Puts every way to ask a mapping for its size, its pages or its flags, and to
/// set or clear flags, into one form: `vma->vm_end - vma->vm_start` and
/// `vma_desc_size(desc)` are one word. What a function gets beside the mapping,
/// \p Beside, is left out.
std::vector<std::string> phrasesOf(const std::vector<PlacedWord> &Words,
                                   const std::set<std::string> &Beside);

} // namespace premap::verify

#endif
