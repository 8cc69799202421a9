// Prints functions and constants so that what means the same prints the same.
#ifndef PREMAP_VERIFY_BODYTEXT_H
#define PREMAP_VERIFY_BODYTEXT_H

#include <string>

namespace llvm {
class Constant;
class Function;
class GlobalVariable;
} // namespace llvm

namespace premap::verify {

/// The name under which both texts know a global: constants without a name go
/// by their contents.
std::string globalName(const llvm::GlobalVariable &G);

/// Types and instructions, without metadata, line numbers and the names and
/// numbers that depend on other functions.
std::string bodyText(const llvm::Function &F);

/// An initializer; other globals in it go by their names.
std::string constantText(const llvm::Constant &C);

/// What a record of dev_dbg() and its kin says beside the function and line
/// that it stands in; empty for any other variable.
std::string logRecordText(const llvm::GlobalVariable &G);

} // namespace premap::verify

#endif
