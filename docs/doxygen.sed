# Doxygen's input filter: what a member is that every definition, kernel or tier has stands once, where the contract does
# (activation.hpp, VectorActivation), and what weights() returns is clear. Their comments go into the lines they are about, so
# that line numbers stay; everything else that is public needs a comment of its own.
s#^  static constexpr const char\* name = #  /** As in messages. */ &#
s#^  static constexpr (ErrorBounds bounds|DefinitionTraits traits|bool (has_backward|takes_lines_side_by_side)|int size)\b#  /** See activation.hpp. */ &#
s#^  template <int W>#  /** A number of the tier, or its result: see the head of tiers.hpp. */ &#
s#^  template <typename ((Number|From|FromY|Formula)\b|X, typename Y, typename Scalar>|Y, typename DY, typename DX)#  /** f, f' or its product with dy: see activation.hpp, VectorActivation. */ &#
s#^  template <typename (What\b|V>$)#  /** is_usual, unusual_forward or unusual_derivative: see activation.hpp. */ &#
s#^  (constexpr )?bool output_determines_derivative\(\)#  /** See activation.hpp. */ &#
s#^  using (Scalar|Parameters|Gate|Tier|Vector|Matrix) = #  /** A type. */ &#
s#^  explicit [A-Z][A-Za-z0-9]*\(Scalar [a-z_]+ = #  /** With its parameters, as the comment of the class says. */ &#
s#^  (HILLOCK_INLINE |constexpr )?(const )?[A-Za-z:]+&? [a-z_]+\([a-zA-Z:]*\)( const)? \{ return [^;]*; \}#  /** What its name says. */ &#
s#^  (int|double|[A-Z][A-Za-z]*) ([a-z][a-z_]*, )*[a-z]([a-z_]*[a-z])?;#  /** What its name says. */ &#
