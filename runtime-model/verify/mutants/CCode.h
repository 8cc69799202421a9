// As much of C as a change in one place needs: functions, their statements, and
// what is no code. For text in the kernel's style, whose functions open and
// close in the first column.
#ifndef PREMAP_VERIFY_MUTANTS_CCODE_H
#define PREMAP_VERIFY_MUTANTS_CCODE_H

#include <cstddef>
#include <string>
#include <vector>

namespace premap::verify {

/// Part of a text.
struct Span {
  std::size_t Begin = 0, End = 0;
  std::size_t size() const { return End - Begin; }
};

/// \p Text with blanks for comments, preprocessor lines and what stands in
/// quotes; every other byte keeps its place.
std::string blankNonCode(const std::string &Text);

struct Statement {
  enum Form {
    Simple, ///< an expression, a declaration, a jump
    If,     ///< Inner: what is done, then what is done else, if there is one
    Around, ///< a loop or a switch; Inner: its body
    Block,  ///< Inner: its statements
    Label
  };
  Form What = Simple;
  Span Where;     ///< with the semicolon
  Span Condition; ///< If, Around: between the parentheses
  std::vector<Statement> Inner;
};

struct Function {
  std::string Name;
  Span Header; ///< return type to parameters
  Statement Body;
};

/// The functions that \p Code, without comments, defines.
std::vector<Function> functionsOf(const std::string &Code);

} // namespace premap::verify

#endif
